import type { Endpoint } from '../../core/endpoint.ts';
import { usageError, type CliError } from '../../core/errors.ts';
import { withHeaders, type HeaderList, type HeaderPair } from '../../core/headers.ts';
import { sign } from '../../signatures/sign.ts';
import { spoil, SPOILS, type Spoil } from '../../signatures/spoil.ts';
import type { SignInput, SignResult } from '../../signatures/types.ts';

/** A signed request, ready to be sent or printed. */
export interface Forged {
  readonly method: 'POST';
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** What to forge. */
export interface ForgeInput {
  readonly endpoint: Endpoint;
  readonly type: string;
  readonly body: Buffer;
  readonly extraHeaders: HeaderList;
  readonly invalid: string | undefined;
  readonly url: string | undefined;
  /** Where the request will go: path and query, for schemes that sign them. */
  readonly path: string;
  readonly id: string;
  readonly now: number;
}

/** Signs a body the way the endpoint's provider does. @throws CliError (exit 2) */
export function forge(input: ForgeInput): Forged {
  const { endpoint, body } = input;
  const { scheme } = endpoint.provider;
  const secret = endpoint.secrets[0] as string;
  const signing: SignInput = {
    method: 'POST',
    path: input.path,
    body,
    secret,
    timestamp: input.now,
    id: input.id,
    url: input.url ?? endpoint.url ?? undefined,
  };
  const signed = input.invalid === undefined ? sign(scheme, signing) : spoiled(input, signing);
  if (signed.kind === 'refused') throw cannotSign(endpoint, signed.explanation);
  const headers: HeaderPair[] = [...filled(input), ...signed.headers];
  return { method: 'POST', headers: withHeaders(headers, input.extraHeaders), body: signed.body };
}

/** Why nothing was signed, as an error (exit 2). */
export function cannotSign(endpoint: Pick<Endpoint, 'name' | 'provider'>, explanation: string): CliError {
  const { name, provider } = endpoint;
  return usageError(
    `endpoint ${name}: ${explanation}`,
    `What ${provider.name} needs: webhook-cli providers ${provider.name}`,
  );
}

function spoiled(input: ForgeInput, signing: SignInput): SignResult {
  const kind = SPOILS.find((known) => known === input.invalid);
  if (kind === undefined)
    throw usageError(`--invalid ${input.invalid}: not known`, `Use ${SPOILS.join(', ')}.`);
  const { provider } = input.endpoint;
  const result = spoil(kind, provider.scheme, signing);
  if (result !== undefined) return result;
  throw usageError(
    `--invalid ${kind}: ${whyNot(kind, provider.name)}`,
    `Use another one of ${SPOILS.join(', ')}.`,
  );
}

function whyNot(kind: Spoil, provider: string): string {
  return kind === 'stale'
    ? `provider ${provider} signs no timestamp, or lets it be of any age, so nothing can be stale`
    : `provider ${provider} signs no header over the whole body, so it cannot be spoiled so`;
}

function filled({ endpoint, type, id }: ForgeInput): HeaderPair[] {
  const fill = (value: string): string => value.replaceAll('{type}', () => type).replaceAll('{id}', () => id);
  return endpoint.provider.headers.map(([name, value]) => [name, fill(value)]);
}
