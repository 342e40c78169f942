import { usageError, type CliError } from '../core/errors.ts';

/** An OpenAPI description: JSON values only, no cycles. */
export interface Description {
  readonly root: JsonObject;
  /** 3.0 writes some keywords of its schemas in another way. */
  readonly dialect: '3.0' | '3.1';
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Why a single webhook of a description cannot be used. */
export class DescriptionError extends Error {}

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads an OpenAPI description written as JSON or YAML.
 * @param name what to call the file in an error
 * @throws CliError (exit 2) where it is none
 */
export async function readDescription(text: string, name: string): Promise<Description> {
  const root = text.trimStart().startsWith('{') ? fromJson(text, name) : await fromYaml(text, name);
  const version = isObject(root) ? (root['openapi'] ?? root['swagger']) : undefined;
  if (!isObject(root) || version === undefined) {
    throw notUsable(`${name} is no OpenAPI description: it does not say openapi: 3.1.0 or the like`);
  }
  const written = typeof version === 'string' ? version : JSON.stringify(version);
  const known = /^3\.\d/.exec(written)?.[0];
  if (known === undefined) throw notUsable(`${name} is OpenAPI ${written}, which knows no webhooks`);
  return { root, dialect: known === '3.0' ? '3.0' : '3.1' };
}

/** What stands under `webhooks`, or under the `x-webhooks` that 3.0 descriptions use. */
export function webhooksOf({ root }: Description, name: string): [name: string, item: unknown][] {
  const found = root['webhooks'] ?? root['x-webhooks'];
  const webhooks = isObject(found) ? Object.entries(found) : [];
  if (webhooks.length > 0) return webhooks;
  throw notUsable(
    `${name} describes no webhooks: there is nothing under webhooks`,
    isObject(root['paths']) ? 'What stands under paths and callbacks is not read.' : undefined,
  );
}

/**
 * Follows a `$ref` within the description; a value without one is itself.
 * @throws DescriptionError where it leads nowhere
 */
export function resolved(root: JsonObject, value: unknown): unknown {
  const seen = new Set<string>();
  let at = value;
  while (isObject(at) && typeof at['$ref'] === 'string') {
    const ref = at['$ref'];
    if (seen.has(ref)) throw new DescriptionError(`$ref ${ref} leads back to itself`);
    seen.add(ref);
    at = target(root, ref);
  }
  return at;
}

function target(root: JsonObject, ref: string): unknown {
  if (ref !== '#' && !ref.startsWith('#/'))
    throw new DescriptionError(`$ref ${ref} leads out of the file, where nothing is read`);
  let value: unknown = root;
  for (const step of ref.split('/').slice(1)) {
    const key = unescaped(step);
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    if (!isThere) throw new DescriptionError(`$ref ${ref} leads nowhere`);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function unescaped(step: string): string {
  const text = step.replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notUsable(`${name} is not JSON: ${(error as Error).message}`);
  }
}

async function fromYaml(text: string, name: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return withoutCycles(parse(text, { logLevel: 'error' }));
  } catch (error) {
    const [what = ''] = (error as Error).message.split('\n');
    throw notUsable(`${name} is neither JSON nor YAML: ${what.replace(/:$/, '')}`);
  }
}

/** An anchor may hold itself. Nothing that walks the description must meet that. */
function withoutCycles(value: unknown): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  } catch {
    throw new Error('an anchor holds itself, or numbers are too large');
  }
}

function notUsable(message: string, hint?: string): CliError {
  return usageError(message, hint ?? 'Give a file with OpenAPI 3.1 webhooks, as JSON or YAML.');
}
