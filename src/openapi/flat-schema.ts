import { isObject, type JsonObject } from './description.ts';

/** A schema without references and `allOf`: what holds at one place. */
export interface FlatSchema {
  /** The types it may have; undefined for any. */
  readonly types: readonly string[] | undefined;
  /** One value of each list is to hold: `anyOf` and `oneOf`. */
  readonly choices: readonly (readonly unknown[])[];
  /** Everything else, by keyword. */
  readonly rest: JsonObject;
}

export const ANYTHING: FlatSchema = { types: undefined, choices: [], rest: {} };

/** A schema's own keywords, `$ref` and `allOf` left out. */
export function flatSchema(schema: JsonObject): FlatSchema {
  const { type, anyOf, oneOf, $ref: _ref, allOf: _allOf, ...rest } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? (type as string[]) : undefined;
  const lists = [anyOf, oneOf, conditional(rest)];
  const choices = lists.filter((list): list is unknown[] => Array.isArray(list) && list.length > 0);
  return { types, choices, rest };
}

/** A condition is two alternatives. That the first does not hold is left to the check of the value. */
function conditional({
  if: condition,
  then = true,
  else: otherwise = true,
}: JsonObject): unknown[] | undefined {
  return condition === undefined ? undefined : [{ allOf: [condition, then] }, otherwise];
}

/** What holds where both do. */
export function mergedSchemas(a: FlatSchema, b: FlatSchema): FlatSchema {
  const rest: Record<string, unknown> = { ...withoutWholes(a.rest) };
  for (const [keyword, value] of Object.entries(withoutWholes(b.rest))) {
    rest[keyword] = keyword in rest ? mergedKeyword(keyword, rest[keyword], value) : value;
  }
  return { types: commonTypes(a.types, b.types), choices: [...a.choices, ...b.choices], rest };
}

/** An example of one half is none of the whole. */
function withoutWholes(rest: JsonObject): JsonObject {
  const { example, examples, default: usual, ...others } = rest;
  const isWhole = [example, usual, ...(Array.isArray(examples) ? (examples as unknown[]) : [])].some(
    (value) => typeof value === 'object' && value !== null,
  );
  return isWhole ? others : rest;
}

function mergedKeyword(keyword: string, a: unknown, b: unknown): unknown {
  if (keyword === 'properties' && isObject(a) && isObject(b)) return mergedProperties(a, b);
  if (['items', 'additionalProperties', 'propertyNames'].includes(keyword)) return bothHold(a, b);
  if (keyword === 'required' && Array.isArray(a) && Array.isArray(b)) return [...new Set([...a, ...b])];
  if (keyword === 'enum' && Array.isArray(a) && Array.isArray(b))
    return a.filter((value) => b.some((other) => JSON.stringify(other) === JSON.stringify(value)));
  if (typeof a === 'number' && typeof b === 'number') {
    if (/^(min|exclusiveMin)/.test(keyword)) return Math.max(a, b);
    if (/^(max|exclusiveMax)/.test(keyword)) return Math.min(a, b);
  }
  return b;
}

function mergedProperties(a: JsonObject, b: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    names.map((name) => {
      const [first, second] = [a, b].map((one) => (Object.hasOwn(one, name) ? one[name] : undefined));
      return [name, first === undefined ? second : second === undefined ? first : bothHold(first, second)];
    }),
  );
}

function bothHold(a: unknown, b: unknown): unknown {
  if (a === false || b === false) return false;
  return { allOf: [a, b] };
}

function commonTypes(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const both = a.filter((type) => b.includes(type));
  // Every integer is a number.
  const isNarrowed = !both.includes('integer') && [a, b].some((list) => list.includes('integer'));
  const isNumber = [a, b].some((list) => list.includes('number'));
  return isNarrowed && isNumber && !both.includes('number') ? [...both, 'integer'] : both;
}
