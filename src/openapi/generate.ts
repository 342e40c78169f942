import { DescriptionError, isObject, resolved, type JsonObject } from './description.ts';
import { ANYTHING, flatSchema, mergedSchemas, type FlatSchema } from './flat-schema.ts';
import { numberFor, textFor } from './scalars.ts';

/** How a value is made: several ways are tried until one validates. */
export interface GenerateWay {
  /** Whether fields that need not be there are made, too. */
  readonly isFull: boolean;
  /** Whether examples inside the schema are taken. */
  readonly usesExamples: boolean;
  /** Which of several alternatives is tried first. */
  readonly turn: number;
}

const MOST_VALUES = 50_000;
const DEEPEST = 60;
/** Below this only what must be there is made. */
const DEEP = 9;

/** No value can be made here without going round in circles. */
const NONE = Symbol('none');

type Made = unknown;

interface Place {
  readonly root: JsonObject;
  readonly way: GenerateWay;
  readonly budget: { left: number };
  /** References on the way here: one that comes again would never end. */
  readonly refs: readonly string[];
  readonly depth: number;
  /** Position in a list whose entries must differ. */
  readonly nth: number;
}

/**
 * Makes a value from a schema; it is not promised to validate.
 * @throws DescriptionError for a schema that no finite value fits, or a reference that leads nowhere
 */
export function generate(root: JsonObject, schema: unknown, way: GenerateWay): unknown {
  const place = { root, way, budget: { left: MOST_VALUES }, refs: [], depth: 0, nth: 0 };
  const made = valueOf(schema, place);
  if (made === NONE) throw new DescriptionError('no value that ends fits its schema');
  return made;
}

function valueOf(schema: unknown, place: Place): Made {
  if (schema === true || schema === undefined) return 'text';
  if (!isObject(schema)) return NONE;
  place.budget.left -= 1;
  if (place.budget.left < 0 || place.depth > DEEPEST)
    throw new DescriptionError('its schema is too large to make a body from');
  const flat = flattened(schema, place);
  return flat === undefined ? NONE : chosen(flat.schema, { ...place, refs: flat.refs });
}

interface Flattened {
  readonly schema: FlatSchema;
  readonly refs: readonly string[];
}

function flattened(schema: JsonObject, place: Place): Flattened | undefined {
  let result: Flattened = { schema: flatSchema(schema), refs: place.refs };
  const { $ref, allOf } = schema;
  const parts: unknown[] = Array.isArray(allOf) ? [...(allOf as unknown[])] : [];
  if (typeof $ref === 'string') {
    if (place.refs.includes($ref)) return undefined;
    result = { ...result, refs: [...place.refs, $ref] };
    parts.unshift(resolved(place.root, { $ref }));
  }
  // The halves of an allOf may name the same schema: only what is on the way here goes in circles.
  const { refs } = result;
  for (const part of parts) {
    if (!isObject(part)) continue;
    const flat = flattened(part, { ...place, refs });
    if (flat === undefined) return undefined;
    const all = [...new Set([...result.refs, ...flat.refs])];
    result = { schema: mergedSchemas(flat.schema, result.schema), refs: all };
  }
  return result;
}

/** Takes one of each list of alternatives: the first that fits and ends, at best one that is not null. */
function chosen(schema: FlatSchema, place: Place): Made {
  const [list, ...others] = schema.choices;
  if (list === undefined) return madeFrom(schema, place);
  const base = { ...schema, choices: others };
  let spare: Made = NONE;
  for (let index = 0; index < list.length; index += 1) {
    const option = list[(index + place.way.turn) % list.length];
    const flat = isObject(option) ? flattened(option, place) : { schema: ANYTHING, refs: place.refs };
    if (flat === undefined || option === false) continue;
    const merged = mergedSchemas(base, flat.schema);
    const made = isPossible(merged) ? chosen(merged, { ...place, refs: flat.refs }) : NONE;
    if (made !== NONE && made !== null) return made;
    if (spare === NONE) spare = made;
  }
  return spare;
}

function isPossible({ types, rest }: FlatSchema): boolean {
  return types?.length !== 0 && !(Array.isArray(rest['enum']) && rest['enum'].length === 0);
}

function madeFrom({ types, rest }: FlatSchema, place: Place): Made {
  if (types?.length === 0) return NONE;
  const allowed = types ?? [guessedType(rest)];
  if (Object.hasOwn(rest, 'const')) return fits(rest['const'], types) ? rest['const'] : NONE;
  if (Array.isArray(rest['enum'])) return oneOf(rest['enum'], { types, nth: place.nth });
  const example = place.way.usesExamples && place.nth === 0 ? exampleOf(rest, allowed) : undefined;
  if (example !== undefined) return example;
  const type = allowed.find((one) => one !== 'null') ?? 'null';
  switch (type) {
    case 'object':
      return orNull(objectFrom(rest, place), allowed);
    case 'array':
      return orNull(arrayFrom(rest, place), allowed);
    case 'string':
      return textFor(rest, place.nth);
    case 'integer':
    case 'number':
      return numberFor(rest, { isInteger: type === 'integer', nth: place.nth });
    case 'boolean':
      return place.nth % 2 === 0;
    default:
      return null;
  }
}

function orNull(made: Made, allowed: readonly string[]): Made {
  return made === NONE && allowed.includes('null') ? null : made;
}

function guessedType(rest: JsonObject): string {
  if (['properties', 'required', 'additionalProperties'].some((keyword) => keyword in rest)) return 'object';
  if ('items' in rest || 'prefixItems' in rest) return 'array';
  return ['minimum', 'maximum', 'multipleOf'].some((keyword) => keyword in rest) ? 'number' : 'string';
}

function oneOf(
  values: readonly unknown[],
  wanted: { types: readonly string[] | undefined; nth: number },
): Made {
  const fitting = values.filter((value) => fits(value, wanted.types));
  const best = fitting.filter((value) => value !== null);
  const list = best.length > 0 ? best : fitting;
  return list.length === 0 ? NONE : list[wanted.nth % list.length];
}

function exampleOf(rest: JsonObject, types: readonly string[]): unknown {
  const { example, examples, default: usual } = rest;
  const all = [example, ...(Array.isArray(examples) ? (examples as unknown[]) : []), usual];
  return all.find((value) => value !== undefined && value !== null && fits(value, types));
}

function fits(value: unknown, types: readonly string[] | undefined): boolean {
  return types === undefined || typesOf(value).some((type) => types.includes(type));
}

function typesOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

function objectFrom(rest: JsonObject, place: Place): Made {
  const properties = isObject(rest['properties']) ? rest['properties'] : {};
  const required = new Set(Array.isArray(rest['required']) ? (rest['required'] as string[]) : []);
  const others = rest['additionalProperties'] ?? true;
  const isFull = place.way.isFull && place.depth < DEEP;
  const below = { ...place, depth: place.depth + 1, nth: 0 };
  const most = typeof rest['maxProperties'] === 'number' ? rest['maxProperties'] : Number.POSITIVE_INFINITY;
  const entries: [string, unknown][] = [];
  const names = new Set([...required, ...Object.keys(properties)]);
  // In the order of the description; what must be there and is not described comes last.
  for (const name of [...Object.keys(properties), ...[...required].filter((one) => !(one in properties))]) {
    if (!required.has(name) && (!isFull || entries.length >= most)) continue;
    const made = valueOf(Object.hasOwn(properties, name) ? properties[name] : others, below);
    if (made !== NONE) entries.push([name, made]);
    else if (required.has(name)) return NONE;
  }
  const least = typeof rest['minProperties'] === 'number' ? rest['minProperties'] : 0;
  const wanted = names.size === 0 && isFull && isObject(others) ? Math.max(least, 1) : least;
  for (let n = 1; entries.length < Math.min(wanted, most); n += 1) {
    const made = valueOf(others, below);
    if (made === NONE) return entries.length >= least ? Object.fromEntries(entries) : NONE;
    if (!names.has(`key${n}`)) entries.push([`key${n}`, made]);
  }
  return Object.fromEntries(entries);
}

function arrayFrom(rest: JsonObject, place: Place): Made {
  const first = Array.isArray(rest['prefixItems']) ? (rest['prefixItems'] as unknown[]) : [];
  const least = typeof rest['minItems'] === 'number' ? rest['minItems'] : 0;
  const most = typeof rest['maxItems'] === 'number' ? rest['maxItems'] : Number.POSITIVE_INFINITY;
  const isFull = place.way.isFull && place.depth < DEEP;
  const wanted = Math.min(Math.max(least, isFull ? Math.max(first.length, 1) : 0), most);
  const entries: unknown[] = [];
  for (let nth = 0; nth < wanted; nth += 1) {
    const contained = nth === first.length ? rest['contains'] : undefined;
    const schema = nth < first.length ? first[nth] : withBoth(rest['items'], contained);
    const isDistinct = rest['uniqueItems'] === true;
    const made = valueOf(schema, { ...place, depth: place.depth + 1, nth: isDistinct ? nth : 0 });
    if (made === NONE) return entries.length >= least ? entries : NONE;
    entries.push(made);
  }
  return entries;
}

function withBoth(items: unknown, contained: unknown): unknown {
  if (items === undefined || contained === undefined) return items ?? contained;
  return { allOf: [items, contained] };
}
