import { DescriptionError, isObject, resolved, type JsonObject } from './description.ts';
import { ANYTHING, flatSchema, mergedSchemas, type FlatSchema } from './flat-schema.ts';
import { exampleIn, fits, guessedType, nthFitting } from './json-types.ts';
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
  readonly budget: { left: number; blockedAt?: string };
  /** The fields that lead here. */
  readonly path: string;
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
  const budget: Place['budget'] = { left: MOST_VALUES };
  const made = valueOf(schema, { root, way, budget, path: '', refs: [], depth: 0, nth: 0 });
  if (made !== NONE) return made;
  const at = budget.blockedAt === undefined ? '' : ` at ${budget.blockedAt}`;
  throw new DescriptionError(`nothing can fit its schema${at}`);
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
  if (Array.isArray(rest['enum'])) {
    const one = nthFitting(rest['enum'], { types, nth: place.nth });
    return one === undefined ? NONE : one.value;
  }
  const example = place.way.usesExamples && place.nth === 0 ? exampleIn(rest, allowed) : undefined;
  if (example !== undefined) return example;
  return ofType(rest, allowed, place);
}

function ofType(rest: JsonObject, allowed: readonly string[], place: Place): Made {
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

function objectFrom(rest: JsonObject, place: Place): Made {
  const shape = shapeOf(rest, place);
  const entries: [string, unknown][] = [];
  for (const name of shape.names) {
    const isRequired = shape.required.has(name);
    if (!isRequired && (!shape.isFull || entries.length >= shape.most)) continue;
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const made = valueOf(shape.schemaOf(name), { ...place, path, depth: place.depth + 1, nth: 0 });
    if (made !== NONE) entries.push([name, made]);
    else if (isRequired) return blocked(place, path);
  }
  return withMore(entries, shape, place);
}

/** What an object may and must hold. */
interface Shape {
  /** In the order of the description; what must be there and is not described comes last. */
  readonly names: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly isFull: boolean;
  readonly least: number;
  readonly most: number;
  schemaOf(name: string): unknown;
}

function shapeOf(rest: JsonObject, place: Place): Shape {
  const properties = isObject(rest['properties']) ? rest['properties'] : {};
  const required = new Set(Array.isArray(rest['required']) ? (rest['required'] as string[]) : []);
  const others = rest['additionalProperties'] ?? true;
  const isFull = place.way.isFull && place.depth < DEEP;
  const names = [...new Set([...Object.keys(properties), ...required])];
  const least = boundOf(rest['minProperties'], 0);
  // A map is shown with one entry.
  const shown = names.length === 0 && isFull && isObject(others) ? Math.max(least, 1) : least;
  const most = boundOf(rest['maxProperties'], Number.POSITIVE_INFINITY);
  const schemaOf = (name: string): unknown => (Object.hasOwn(properties, name) ? properties[name] : others);
  return { names, required, isFull, least: Math.min(shown, most), most, schemaOf };
}

function boundOf(bound: unknown, usual: number): number {
  return typeof bound === 'number' ? bound : usual;
}

function withMore(entries: [string, unknown][], shape: Shape, place: Place): Made {
  for (let n = 1; entries.length < shape.least; n += 1) {
    const name = `key${n}`;
    if (shape.names.includes(name)) continue;
    const made = valueOf(shape.schemaOf(name), { ...place, depth: place.depth + 1, nth: 0 });
    if (made === NONE) break;
    entries.push([name, made]);
  }
  return Object.fromEntries(entries);
}

/** Keeps the innermost field that stands in the way. */
function blocked({ budget }: Place, path: string): typeof NONE {
  if (budget.blockedAt?.startsWith(path) !== true) budget.blockedAt = path;
  return NONE;
}

function arrayFrom(rest: JsonObject, place: Place): Made {
  const first = Array.isArray(rest['prefixItems']) ? (rest['prefixItems'] as unknown[]) : [];
  const least = boundOf(rest['minItems'], 0);
  const isFull = place.way.isFull && place.depth < DEEP;
  const shown = Math.max(least, isFull ? Math.max(first.length, 1) : 0);
  const wanted = Math.min(shown, boundOf(rest['maxItems'], Number.POSITIVE_INFINITY));
  const entries: unknown[] = [];
  for (let nth = 0; nth < wanted; nth += 1) {
    const contained = nth === first.length ? rest['contains'] : undefined;
    const schema = nth < first.length ? first[nth] : withBoth(rest['items'], contained);
    const distinct = rest['uniqueItems'] === true ? nth : 0;
    const made = valueOf(schema, { ...place, depth: place.depth + 1, nth: distinct });
    if (made === NONE) return entries.length >= least ? entries : NONE;
    entries.push(made);
  }
  return entries;
}

function withBoth(items: unknown, contained: unknown): unknown {
  if (items === undefined || contained === undefined) return items ?? contained;
  return { allOf: [items, contained] };
}
