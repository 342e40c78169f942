import type { Endpoint } from '../../core/endpoint.ts';
import { CliError, usageError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { SignatureScheme } from '../../core/scheme.ts';
import { deliveryPath, deliveryTarget, type Target } from '../../core/target.ts';
import { isExpired, sign, signedId, signsAddress, withoutSignature } from '../../signatures/sign.ts';
import { withoutAddedQuery, withQuery } from '../../signatures/signed-url.ts';
import { withSignedMoment } from './signed-moment.ts';

/** When a replay is signed again. */
export const SIGN_MODES = ['auto', 'always', 'never'] as const;

export type SignMode = (typeof SIGN_MODES)[number];

/** What a replay sends, and why it is not what was stored. */
export interface Resigned {
  readonly headers: HeaderList;
  /** Path and query: some providers put a hash of the body there. */
  readonly path: string;
  readonly body: Buffer;
  /** Null where the stored signature is sent as it is. */
  readonly because: string | null;
}

/** What a replay would send. */
export interface ResignInput {
  readonly event: StoredEvent;
  /** The body to send: the stored one, or as the user changed it. */
  readonly body: Buffer;
  readonly isEdited: boolean;
  readonly endpoint: Endpoint;
  /** False where nobody describes the event's provider any more: then only its stored signature can be sent. */
  readonly isProviderKnown: boolean;
  readonly target: Target;
  /** Where it went when it came in, as attempts tell it; null where it was only captured. */
  readonly firstTarget: string | null;
  readonly mode: SignMode;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * Signs a replay again where it must be: `auto` only where the body was changed, a signed timestamp
 * has expired, or it goes to another address and its scheme signs the address.
 * @throws CliError (exit 2) where it must be and cannot
 */
export function resign(input: ResignInput): Resigned {
  const { event, body } = input;
  const because = reason(input);
  if (because === null) return { headers: event.headers, path: event.path, body, because };
  if (!input.isProviderKnown) throw cannotResign(input, `nobody describes the provider ${event.provider}`);
  const { scheme } = input.endpoint.provider;
  const path = scheme.kind === 'header' ? withoutAddedQuery(scheme, event.path) : event.path;
  const signature = sign(scheme, {
    method: event.method,
    path: deliveryPath(input.target, path),
    body: inTime(input),
    secret: input.endpoint.secrets[0] as string,
    timestamp: input.now,
    id: signedId(scheme, event.headers) ?? event.providerEventId ?? ownId(event),
    url: input.endpoint.url ?? `${input.target.origin}${deliveryPath(input.target, path)}`,
  });
  if (signature.kind === 'refused') throw cannotResign(input, signature.explanation);
  const { query = null } = signature;
  return {
    headers: [...withoutSignature(scheme, event.headers), ...signature.headers],
    path: query === null ? path : withQuery(path, query),
    body: signature.body,
    because,
  };
}

function reason(input: ResignInput): string | null {
  const { mode, event, body, now } = input;
  if (mode === 'never') return null;
  if (mode === 'always') return 'signed again, as asked';
  if (input.isEdited) return 'signed again: its body was changed';
  if (!input.isProviderKnown) return null;
  const { scheme } = input.endpoint.provider;
  if (isExpired(scheme, { headers: event.headers, body }, now)) {
    return 'signed again: its timestamp had expired';
  }
  return isElsewhere(scheme, input) ? 'signed again: it goes to another address, which is signed' : null;
}

/** A URL that is registered in the settings stays the same wherever the event is sent. */
function isElsewhere(
  scheme: SignatureScheme,
  { endpoint, event, target, firstTarget }: ResignInput,
): boolean {
  if (!signsAddress(scheme)) return false;
  if (scheme.kind === 'special') return pathOf(deliveryPath(target, event.path)) !== pathOf(event.path);
  return endpoint.url === null && deliveryTarget(target, event.path) !== firstTarget;
}

function pathOf(path: string): string {
  return path.split('?')[0] as string;
}

/** The same event has the same id each time, also where it came without one. */
function ownId({ bodySha256 }: StoredEvent): string {
  return `evt_${bodySha256.slice(0, 24)}`;
}

function inTime(input: ResignInput): Buffer {
  try {
    return withSignedMoment(input.endpoint.provider.scheme, input.body, input.now);
  } catch (error) {
    if (error instanceof CliError)
      throw cannotResign(input, 'its signed time stands in the body, which is not JSON');
    throw error;
  }
}

function cannotResign({ event, endpoint, isProviderKnown }: ResignInput, explanation: string): CliError {
  const { name } = endpoint.provider;
  const needs = isProviderKnown
    ? `What ${name} needs: webhook-cli providers ${name}`
    : 'Describe it under providers in webhook.config.json';
  return usageError(
    `event ${event.id} cannot be signed again: ${explanation}`,
    `${needs}. Or send the stored signature: --sign never`,
  );
}
