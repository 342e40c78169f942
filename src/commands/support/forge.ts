import type { Endpoint } from '../../core/endpoint.ts';
import { usageError, type CliError } from '../../core/errors.ts';
import { headerValue, withHeaders, type HeaderList, type HeaderPair } from '../../core/headers.ts';
import { identify } from '../../providers/identify.ts';
import { FORM_TYPE } from '../../samples/form.ts';
import type { Fill } from '../../samples/placeholders.ts';
import { sign } from '../../signatures/sign.ts';
import { withQuery } from '../../signatures/signed-url.ts';
import { spoil, SPOILS, type Spoil } from '../../signatures/spoil.ts';
import type { SignInput, SignResult } from '../../signatures/types.ts';

/** A signed request, ready to be sent or printed. */
export interface Forged {
  readonly method: 'POST';
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** What the provider adds to the query; null where nothing is. */
  readonly query: string | null;
}

/** The path a forged request goes to. */
export function pathOf({ query }: Forged, path: string): string {
  return query === null ? path : withQuery(path, query);
}

/** What to forge. */
export interface ForgeInput {
  readonly endpoint: Endpoint;
  readonly type: string;
  readonly body: Buffer;
  /** What the body is written as; undefined where the provider's usual content type stays. */
  readonly kind: 'json' | 'form' | undefined;
  readonly extraHeaders: HeaderList;
  readonly invalid: string | undefined;
  /** Where the request will go: path and query, for schemes that sign them. */
  readonly path: string;
  readonly fill: Fill;
  readonly now: number;
}

/** Signs a body the way the endpoint's provider does. @throws CliError (exit 2) */
export function forge(input: ForgeInput): Forged {
  const { endpoint, body } = input;
  const { scheme } = endpoint.provider;
  const secret = endpoint.secrets[0] as string;
  const id = identify(endpoint.provider, { headers: [], body }).providerEventId ?? newId(input);
  const signing: SignInput = {
    method: 'POST',
    path: input.path,
    body,
    secret,
    timestamp: input.now,
    id,
    url: endpoint.url ?? undefined,
  };
  const signed = input.invalid === undefined ? sign(scheme, signing) : spoiled(input, signing);
  if (signed.kind === 'refused') throw cannotSign(endpoint, signed.explanation);
  const query = signed.query ?? null;
  // Only JSON is hashed into the query.
  const kind = input.kind ?? (query === null ? undefined : 'json');
  const headers: HeaderPair[] = [...ownHeaders({ ...input, kind }, id), ...signed.headers];
  return { method: 'POST', headers: withHeaders(headers, input.extraHeaders), body: signed.body, query };
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

function newId({ endpoint, fill }: ForgeInput): string {
  return fill(endpoint.provider.idForm ?? '{{id:evt}}');
}

/** The provider's headers. A type may hold anything, so it is put in last and never filled in itself. */
function ownHeaders({ endpoint, type, kind, fill }: ForgeInput, id: string): HeaderPair[] {
  const [resource = '', ...rest] = type.split('.');
  const known = new Map([
    ['{type}', type],
    ['{id}', id],
    ['{resource}', resource],
    ['{action}', rest.join('.')],
  ]);
  const headers = endpoint.provider.headers.map(([name, value]): HeaderPair => [
    name,
    fill(value).replace(/\{[a-z]+\}/g, (token) => known.get(token) ?? token),
  ]);
  const isForm = headerValue(headers, 'content-type')?.startsWith(FORM_TYPE) === true;
  if (kind === undefined || isForm === (kind === 'form')) return headers;
  return withHeaders(headers, [['Content-Type', kind === 'form' ? FORM_TYPE : 'application/json']]);
}
