import { DescriptionError, isObject, resolved, type JsonObject } from './description.ts';

/** What a description says about the body one webhook sends. */
export interface WebhookBody {
  readonly operation: JsonObject;
  readonly mediaType: string;
  /** Undefined where any body will do. */
  readonly schema: unknown;
  /** In the order they are to be tried. */
  readonly examples: readonly unknown[];
}

/** POST is what webhooks are; the others are there for completeness. */
const METHODS = ['post', 'put', 'patch', 'delete', 'get'];

/** The body of a webhook. @throws DescriptionError where it has none, or it cannot be found */
export function webhookBody(root: JsonObject, item: unknown): WebhookBody {
  const operations = resolved(root, item);
  if (!isObject(operations)) throw new DescriptionError('it is not an object');
  const method = METHODS.find((name) => isObject(operations[name]));
  if (method === undefined) throw new DescriptionError('it has no request');
  const operation = operations[method] as JsonObject;
  const request = resolved(root, operation['requestBody']);
  const content = isObject(request) ? request['content'] : undefined;
  const kinds = isObject(content) ? Object.keys(content) : [];
  const mediaType = kinds.find(isJsonType) ?? kinds.find((kind) => kind.includes('*')) ?? kinds[0];
  if (mediaType === undefined) throw new DescriptionError('its request has no body');
  const media = resolved(root, (content as JsonObject)[mediaType]);
  const { schema, ...rest } = isObject(media) ? media : {};
  const examples = [...mediaExamples(root, rest), ...schemaExamples(root, schema)];
  return { operation, mediaType: mediaType.includes('*') ? 'application/json' : mediaType, schema, examples };
}

/** Whether a media type is JSON. */
export function isJsonType(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(mediaType);
}

/** Headers that can have one value only: those that say which webhook it is. */
export function fixedHeaders(root: JsonObject, { operation }: WebhookBody): [name: string, value: string][] {
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  return parameters.flatMap((one: unknown): [string, string][] => {
    const parameter = resolved(root, one);
    if (!isObject(parameter) || parameter['in'] !== 'header') return [];
    const schema = resolved(root, parameter['schema']);
    const { const: only, enum: several } = isObject(schema) ? schema : {};
    const value =
      only ?? (Array.isArray(several) && several.length === 1 ? (several[0] as unknown) : undefined);
    const { name } = parameter;
    return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
  });
}

function mediaExamples(root: JsonObject, { example, examples }: JsonObject): unknown[] {
  const named = isObject(examples) ? Object.values(examples) : [];
  const values = named.flatMap((one) => {
    const found = resolved(root, one);
    return isObject(found) && Object.hasOwn(found, 'value') ? [found['value']] : [];
  });
  return example === undefined ? values : [example, ...values];
}

function schemaExamples(root: JsonObject, schema: unknown): unknown[] {
  const found = resolved(root, schema);
  if (!isObject(found)) return [];
  const several = Array.isArray(found['examples']) ? (found['examples'] as unknown[]) : [];
  return found['example'] === undefined ? several : [found['example'], ...several];
}
