import { headerValues, withHeaders, type HeaderPair } from '../../core/headers.ts';
import { parseJsonPath, valueAt } from '../../core/json-path.ts';
import type { Provider } from '../../core/provider.ts';
import { bodyFor, type FoundBody } from '../../openapi/body-for.ts';
import { DescriptionError, isObject, type Description, type JsonObject } from '../../openapi/description.ts';
import { plainSchemas } from '../../openapi/plain-schemas.ts';
import { validator, type Check } from '../../openapi/validator.ts';
import { fixedHeaders, isJsonType, webhookBody, type WebhookBody } from '../../openapi/webhook-body.ts';
import type { ImportedWebhook } from '../../render/import-page.ts';
import { isSensitiveHeader } from '../../render/mask.ts';
import { composeSample, type ComposedSample } from '../../samples/compose.ts';
import { editBody } from '../../samples/edit.ts';
import { exactEnvelope } from '../../samples/captured.ts';
import { isFormType } from '../../samples/form.ts';
import { createFill, type Fill } from '../../samples/placeholders.ts';
import { sampleTypeFrom } from '../../samples/sample-name.ts';
import { withoutSignature } from '../../signatures/sign.ts';
import type { Session } from './session.ts';
import { storeSample } from './store-sample.ts';

/** What to import. */
export interface ImportJob {
  readonly description: Description;
  readonly webhooks: readonly (readonly [name: string, item: unknown])[];
  readonly provider: Provider;
  readonly overwrite: boolean;
}

/** Makes a sample of every webhook. One that cannot be made is told, and the others are made all the same. */
export async function importWebhooks(session: Session, job: ImportJob): Promise<ImportedWebhook[]> {
  const { root, dialect } = job.description;
  const plain = dialect === '3.0' ? plainSchemas(root) : root;
  const items = new Map(Object.entries((plain['webhooks'] ?? plain['x-webhooks']) as JsonObject));
  const fill = createFill({ seed: '0', now: session.io.now() });
  const maker: Maker = { root: plain, provider: job.provider, checkOf: validator(plain), fill };
  const taken = new Set<string>();
  const imported: ImportedWebhook[] = [];
  for (const [webhook] of job.webhooks) {
    const made = attempt(() => makeSample(maker, { webhook, item: items.get(webhook), taken }));
    if (typeof made === 'string') imported.push({ kind: 'failed', webhook, reason: made });
    else imported.push(await place(session, job, { webhook, made }));
  }
  return imported;
}

interface Maker {
  readonly root: JsonObject;
  readonly provider: Provider;
  readonly checkOf: (schema: unknown) => Check;
  readonly fill: Fill;
}

interface MadeSample {
  readonly type: string;
  readonly sample: ComposedSample;
  readonly found: FoundBody;
}

function attempt<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof DescriptionError) return error.message;
    throw error;
  }
}

function makeSample(
  maker: Maker,
  { webhook, item, taken }: { webhook: string; item: unknown; taken: Set<string> },
): MadeSample {
  const type = freeType(webhook, taken);
  const body = webhookBody(maker.root, item);
  const headers = headersOf(maker, body);
  const isReadable = isJsonType(body.mediaType) || isFormType(body.mediaType);
  if (!isReadable) return { type, ...asText(body, headers) };
  const { root, fill } = maker;
  const improve = (value: unknown): unknown => withType(maker.provider, value, webhook);
  const found = bodyFor({ root, webhook: body, check: maker.checkOf(body.schema), fill, improve });
  const hasPlaceholders = found.origin.kind === 'schema';
  if (isFormType(body.mediaType)) {
    if (!isObject(found.value)) throw new DescriptionError('its body is a form, but no object');
    return { type, found, sample: { kind: 'form', text: `${JSON.stringify(found.value, null, 2)}\n` } };
  }
  const json = Buffer.from(JSON.stringify(found.value));
  return { type, found, sample: composeSample({ type, headers, body: json, hasPlaceholders }) };
}

/** Two names may become the same file, on some systems also where only capitals differ. */
function freeType(webhook: string, taken: Set<string>): string {
  const type = sampleTypeFrom(webhook);
  if (type === undefined) throw new DescriptionError('its name cannot be that of a file');
  const free = [type, ...Array.from(taken, (_, n) => `${type}-${n + 2}`)];
  const found = free.find((one) => !taken.has(one.toLowerCase())) ?? `${type}-${taken.size + 2}`;
  taken.add(found.toLowerCase());
  return found;
}

/** A body that is neither JSON nor a form is one of its examples, as it stands there. */
function asText(body: WebhookBody, headers: readonly HeaderPair[]): Omit<MadeSample, 'type'> {
  const value = body.examples.find((one) => typeof one === 'string');
  if (typeof value !== 'string')
    throw new DescriptionError(`its body is ${body.mediaType}, and it has no example as text`);
  const text = exactEnvelope({ headers, body: Buffer.from(value) });
  return { found: { value, origin: { kind: 'example' } }, sample: { kind: 'captured', text } };
}

/** What says which webhook it is, and how to read it; nothing that signs. */
function headersOf({ root, provider }: Maker, body: WebhookBody): HeaderPair[] {
  const { eventType } = provider;
  const github = body.operation['x-github'];
  const event = isObject(github) ? github['subcategory'] : undefined;
  // GitHub's description says the event beside its headers, not in them.
  const named: HeaderPair[] =
    eventType?.kind === 'header' && typeof event === 'string'
      ? [[usualSpelling(provider, eventType.name), event]]
      : [];
  const isUsual = headerValues(provider.headers, 'content-type').some((usual) =>
    usual.startsWith(body.mediaType),
  );
  const read: HeaderPair[] = isUsual || isFormType(body.mediaType) ? [] : [['Content-Type', body.mediaType]];
  const fixed = withoutSignature(provider.scheme, fixedHeaders(root, body));
  return withHeaders(
    fixed.filter(([name]) => !isSensitiveHeader(name)),
    [...named, ...read],
  );
}

function usualSpelling({ headers }: Provider, name: string): string {
  return headers.find(([usual]) => usual.toLowerCase() === name.toLowerCase())?.[0] ?? name;
}

/** A body made from a schema says the webhook's name where its provider has the type. */
function withType({ eventType }: Provider, value: unknown, type: string): unknown {
  if (eventType?.kind !== 'json') return value;
  const before = valueAt(value, parseJsonPath(eventType.path) ?? []);
  if (typeof before !== 'string' || before === type) return value;
  const set = [`${eventType.path}:=${JSON.stringify(type)}`];
  const edited = editBody(Buffer.from(JSON.stringify(value)), { set, unset: [], add: false });
  return JSON.parse(edited.toString('utf8'));
}

async function place(
  session: Session,
  { provider, overwrite }: ImportJob,
  { webhook, made }: { webhook: string; made: MadeSample },
): Promise<ImportedWebhook> {
  const { type, sample, found } = made;
  const { state, file } = await storeSample(session, sample, { provider: provider.name, type, overwrite });
  return state === 'exists'
    ? { kind: 'exists', webhook, type, file }
    : { kind: 'made', webhook, type, file, isNew: state === 'written', origin: found.origin };
}
