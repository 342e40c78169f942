import type { JsonObject } from './description.ts';

/** The types of JSON Schema a value has: every integer is a number, too. */
export function typesOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

/** Whether a value has one of the types; undefined allows any. */
export function fits(value: unknown, types: readonly string[] | undefined): boolean {
  return types === undefined || typesOf(value).some((type) => types.includes(type));
}

/** The type a schema that names none is likely for. */
export function guessedType(rest: JsonObject): string {
  if (['properties', 'required', 'additionalProperties'].some((keyword) => keyword in rest)) return 'object';
  if ('items' in rest || 'prefixItems' in rest) return 'array';
  return ['minimum', 'maximum', 'multipleOf'].some((keyword) => keyword in rest) ? 'number' : 'string';
}

/** The nth of the values that have one of the types, at best one that is not null. */
export function nthFitting(
  values: readonly unknown[],
  { types, nth }: { types: readonly string[] | undefined; nth: number },
): { value: unknown } | undefined {
  const fitting = values.filter((value) => fits(value, types));
  const best = fitting.filter((value) => value !== null);
  const list = best.length > 0 ? best : fitting;
  return list.length === 0 ? undefined : { value: list[nth % list.length] };
}

/** An example that stands in the schema itself and has one of the types. */
export function exampleIn(rest: JsonObject, types: readonly string[]): unknown {
  const { example, examples, default: usual } = rest;
  const all = [example, ...(Array.isArray(examples) ? (examples as unknown[]) : []), usual];
  return all.find((value) => value !== undefined && value !== null && fits(value, types));
}
