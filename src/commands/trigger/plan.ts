import type { Endpoint } from '../../core/endpoint.ts';
import { publicKeyText } from '../../signatures/public-key.ts';
import type { Sample } from '../../samples/catalogue.ts';
import { chooseEndpoint, likelyProviders, type EndpointChoice } from '../support/endpoint-choice.ts';
import { findSample } from '../support/find-sample.ts';
import { readData } from '../support/read-data.ts';
import { note, sessionProvider, type Session } from '../support/session.ts';
import { unknownProvider } from '../support/signing-endpoint.ts';
import { addressOf } from './destination.ts';
import type { TriggerOptions } from './options.ts';

/** What is to be forged: of which type, for which endpoint, from which sample. */
export interface Plan {
  readonly session: Session;
  readonly options: TriggerOptions;
  readonly type: string;
  readonly choice: EndpointChoice;
  /** Undefined only where `data` gives the body. */
  readonly sample: Sample | undefined;
  /** A body in place of the sample's: the bytes of `--data`, read once, since stdin gives them only once. */
  readonly data: Buffer | undefined;
}

/** Finds out what a type means here. @throws CliError (exit 2) for what is not known */
export async function planOf(session: Session, options: TriggerOptions, text: string): Promise<Plan> {
  const named = splitType(session, text, options.provider);
  const likely = await likelyProviders(session, options.endpoint);
  const sample =
    options.data === undefined
      ? await findSample(session, text, { provider: options.provider, likely })
      : undefined;
  // A store event fits any endpoint: it is what trigger sends where nothing is configured.
  const isAnybodys = sample?.provider === 'store' && !likely.includes('store');
  const choice = await chooseEndpoint(session, {
    endpoint: options.endpoint,
    provider: named.provider ?? (isAnybodys ? undefined : sample?.provider),
    isDirect: options.to !== undefined || options.print !== undefined,
  });
  const url = options.url ?? choice.endpoint.url ?? receivedAt(options, choice);
  const type = sample?.type ?? named.type;
  const data = options.data === undefined ? undefined : await readData(session.io, options.data);
  return {
    session,
    options,
    type,
    choice: { ...choice, endpoint: { ...choice.endpoint, url } },
    sample,
    data,
  };
}

/** `github:push` is the type `push` of github; `zen:x` is a type of whoever it is for. */
function splitType(
  session: Session,
  text: string,
  option: string | undefined,
): { provider: string | undefined; type: string } {
  if (option !== undefined && sessionProvider(session, option) === undefined)
    throw unknownProvider(session, option);
  const at = text.indexOf(':');
  const prefix = text.slice(0, Math.max(at, 0));
  if (sessionProvider(session, prefix) === undefined) return { provider: option, type: text };
  return { provider: option ?? prefix, type: text.slice(at + 1) };
}

/** Some providers sign the URL: where none is registered, it is the one the app will see. */
function receivedAt(options: TriggerOptions, choice: EndpointChoice): string {
  const { origin, path } = addressOf(options, choice);
  const publicUrl = options.to === undefined ? choice.listener?.publicUrl : undefined;
  return `${publicUrl ? new URL(publicUrl).origin : origin}${path}`;
}

/** A generated secret is a key pair for those who sign with one, and the app needs its public half. */
export function tellPublicKeys(session: Session, plans: readonly Plan[]): void {
  const texts = plans.map(({ choice }) => publicKeyNote(choice.endpoint));
  for (const text of new Set(texts)) if (text !== undefined) note(session, text);
}

function publicKeyNote({ provider, secrets, secretSource }: Endpoint): string | undefined {
  if (secretSource.kind !== 'generated') return undefined;
  const text = publicKeyText(provider.scheme, secrets[0] as string);
  return text && `The public key to verify it with, instead of ${provider.name}'s: ${text}`;
}
