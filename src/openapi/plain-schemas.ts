import { isObject, type JsonObject } from './description.ts';

/** Keywords whose values are data, not schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** The description with the schemas of OpenAPI 3.0 written as JSON Schema has them. */
export function plainSchemas(root: JsonObject): JsonObject {
  return rewritten(root) as JsonObject;
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, DATA.has(key) ? one : rewritten(one)]),
  );
  return withNull(withBounds(inner));
}

/** `exclusiveMinimum: true` makes `minimum` exclusive. */
function withBounds(schema: JsonObject): JsonObject {
  let result = schema;
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean') continue;
    const { [exclusive]: isExclusive, [bound]: limit, ...rest } = result;
    result = limit === undefined ? rest : { ...rest, [isExclusive ? exclusive : bound]: limit };
  }
  return result;
}

function withNull(schema: JsonObject): JsonObject {
  if (typeof schema['nullable'] !== 'boolean') return schema;
  const { nullable, ...rest } = schema;
  if (!nullable) return rest;
  const { type, enum: values } = rest;
  // Without a type nullable says nothing (OpenAPI 3.0.3).
  if (typeof type !== 'string') return rest;
  const all =
    Array.isArray(values) && !values.includes(null) ? { enum: [...(values as unknown[]), null] } : {};
  return { ...rest, ...all, type: [type, 'null'] };
}
