import type { Endpoint } from '../../core/endpoint.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { HeaderList } from '../../core/headers.ts';
import { cannotSign } from './forge.ts';
import { isExpired, sign, signedId, withoutSignature } from '../../signatures/sign.ts';

/** When a replay is signed again. */
export const SIGN_MODES = ['auto', 'always', 'never'] as const;

export type SignMode = (typeof SIGN_MODES)[number];

/** Headers of a replay, and why they are not the stored ones. */
export interface Resigned {
  readonly headers: HeaderList;
  /** The body that carries the new signature; null where the stored one is sent. */
  readonly body: Buffer | null;
  /** Null where the stored signature is sent as it is. */
  readonly because: string | null;
}

/** What a replay would send. */
export interface ResignInput {
  readonly event: StoredEvent;
  readonly body: Buffer;
  readonly endpoint: Endpoint;
  readonly mode: SignMode;
  readonly now: number;
}

/**
 * Signs a replay again where it must be: `auto` only where a signed timestamp has expired.
 * @throws CliError (exit 2) where it cannot be signed
 */
export function resign({ event, body, endpoint, mode, now }: ResignInput): Resigned {
  const { scheme } = endpoint.provider;
  const because = reason(mode, isExpired(scheme, event.headers, now));
  if (because === null) return { headers: event.headers, body: null, because };
  const id = signedId(scheme, event.headers) ?? event.providerEventId ?? undefined;
  const signature = sign(scheme, {
    method: event.method,
    path: event.path,
    body,
    secret: endpoint.secrets[0] as string,
    timestamp: now,
    id,
    url: endpoint.url ?? undefined,
  });
  if (signature.kind === 'refused') throw cannotSign(endpoint, signature.explanation);
  const headers = [...withoutSignature(scheme, event.headers), ...signature.headers];
  return { headers, body: scheme.header === null ? signature.body : null, because };
}

function reason(mode: SignMode, isOld: boolean): string | null {
  if (mode === 'never') return null;
  if (mode === 'always') return 'signed again, as asked';
  return isOld ? 'signed again: its timestamp had expired' : null;
}
