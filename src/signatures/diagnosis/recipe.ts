import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValue } from '../../core/headers.ts';
import type { HeaderScheme } from '../../core/scheme.ts';
import { isKeyAlgorithm } from '../compute.ts';
import { signsUrl } from '../signed-url.ts';
import { found, type Case } from './case.ts';
import type { Change } from './matcher.ts';
import { otherProvider } from './missing.ts';
import { algorithmVariants, templateVariants } from './recipe-variants.ts';
import type { Finding } from './types.ts';
import { urlVariants } from './url-variants.ts';

interface RecipeTrial {
  readonly finding: Finding;
  readonly change: Change;
}

/** The first other way of computing that gives this signature. */
export function recipe(one: Case): Diagnosis | undefined {
  for (const { finding, change } of trials(one)) {
    if (one.matcher.isExhausted()) return undefined;
    const match = one.matcher.match(change);
    if (match !== undefined) return found(one, [finding], match);
  }
  return otherProvider(one) ?? signedHeaders(one);
}

function* trials(one: Case): Generator<RecipeTrial> {
  const { scheme } = one;
  if (scheme === null) return;
  if (signsUrl(scheme) || scheme.template.includes('{method}')) yield* urls(one);
  if (isKeyAlgorithm(scheme.algorithm)) return yield* templates(one, scheme);
  if (scheme.algorithm === 'none') return;
  for (const { change, ...finding } of algorithmVariants(scheme)) yield { finding, change };
  yield* templates(one, scheme);
  yield* ids(one, scheme);
  yield* presets(one, scheme);
}

function* templates({ signed }: Case, scheme: HeaderScheme): Generator<RecipeTrial> {
  for (const { change, ...finding } of templateVariants(scheme, signed.ts)) yield { finding, change };
}

function* urls({ request, context }: Case): Generator<RecipeTrial> {
  for (const { url, ...finding } of urlVariants(request, context)) yield { finding, change: { url } };
  for (const method of ['POST', 'GET', 'PUT', 'post']) {
    if (method === request.method) continue;
    const hint = 'A proxy or a redirect changed the method.';
    yield { finding: { id: 'method', phrase: `signing the method ${method}`, hint }, change: { method } };
  }
}

/** The signed id may stand in another header, or be left out. */
function* ids({ request, signed }: Case, { template, idHeader }: HeaderScheme): Generator<RecipeTrial> {
  if (!template.includes('{id}')) return;
  const others = request.headers.filter(([name]) => /id$/i.test(name) && name.toLowerCase() !== idHeader);
  for (const [name, id] of [...others.slice(0, 8), ['no header', ''] as const]) {
    if (id === signed.id) continue;
    const phrase = `taking the signed id from ${name.toLowerCase()}`;
    yield { finding: { id: 'signed-id', phrase, hint: `It belongs into ${idHeader}.` }, change: { id } };
  }
}

/** Our header's value by the recipe of every other provider. */
function* presets({ context }: Case, own: HeaderScheme): Generator<RecipeTrial> {
  const seen = new Set([recipeKey(own)]);
  for (const { name, title, scheme } of context.providers) {
    if (scheme.kind === 'special' || isKeyAlgorithm(scheme.algorithm) || seen.has(recipeKey(scheme)))
      continue;
    seen.add(recipeKey(scheme));
    const { algorithm, template, secret } = scheme;
    const finding = {
      id: 'recipe-of-provider',
      phrase: `computing it as ${title} does`,
      hint: `The sender signs as ${title} does: try --provider ${name}.`,
    };
    yield { finding, change: { recipe: { algorithm, template, secret } } };
  }
}

function recipeKey({ algorithm, template, secret }: HeaderScheme): string {
  return [algorithm, template, secret].join(' ');
}

/** Contentful names the headers it signed: one that is gone makes the signature wrong. */
function signedHeaders({ context, request }: Case): Diagnosis | undefined {
  if (context.provider.name !== 'contentful') return undefined;
  const names = (headerValue(request.headers, 'x-contentful-signed-headers') ?? '').split(',');
  const gone = names.filter((name) => name !== '' && headerValue(request.headers, name.trim()) === undefined);
  if (gone.length === 0) return undefined;
  return {
    id: 'signed-header-missing',
    sentence: `a header that was signed is not there: ${gone.slice(0, 5).join(', ')}`,
    hint: 'A proxy dropped or renamed it: let it pass on all headers.',
  };
}
