import type { Endpoint } from '../../core/endpoint.ts';
import { usageError } from '../../core/errors.ts';
import { withHeaders, type HeaderList, type HeaderPair } from '../../core/headers.ts';
import { sign } from '../../signatures/sign.ts';
import { spoil, SPOILS } from '../../signatures/spoil.ts';

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
  readonly id: string;
  readonly now: number;
}

/** Signs a body the way the endpoint's provider does. @throws CliError (exit 2) */
export function forge(input: ForgeInput): Forged {
  const { endpoint, body } = input;
  const { scheme } = endpoint.provider;
  const secret = endpoint.secrets[0] as string;
  const signing = { method: 'POST', body, secret, timestamp: input.now, id: input.id, url: input.url };
  const signed =
    input.invalid === undefined ? { headers: sign(scheme, signing), body } : spoiled(input, signing);
  if (signed.headers === undefined) {
    throw usageError(
      `the secret of endpoint ${endpoint.name} is not in the form its provider uses (${scheme.secret})`,
      'Copy it again from the provider.',
    );
  }
  const headers: HeaderPair[] = [...filled(input), ...signed.headers];
  return { method: 'POST', headers: withHeaders(headers, input.extraHeaders), body: signed.body };
}

function spoiled(input: ForgeInput, signing: Parameters<typeof spoil>[2]) {
  const kind = SPOILS.find((known) => known === input.invalid);
  if (kind === undefined)
    throw usageError(`--invalid ${input.invalid}: not known`, `Use ${SPOILS.join(', ')}.`);
  const { provider } = input.endpoint;
  const result = spoil(kind, provider.scheme, signing);
  if (result !== undefined) return result;
  throw usageError(
    `--invalid ${kind}: provider ${provider.name} signs no timestamp, so nothing can be stale`,
    `Use ${SPOILS.filter((known) => known !== kind).join(', ')}.`,
  );
}

function filled({ endpoint, type, id }: ForgeInput): HeaderPair[] {
  const fill = (value: string): string => value.replaceAll('{type}', () => type).replaceAll('{id}', () => id);
  return endpoint.provider.headers.map(([name, value]) => [name, fill(value)]);
}
