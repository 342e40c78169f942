import { parseJsonPath, valueAt } from './json-path.ts';

/** How a `--where` condition compares. `exists` has no right side. */
export type ConditionOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | 'exists';

/** One `--where` condition over the JSON body. */
export interface Condition {
  readonly path: readonly string[];
  readonly operator: ConditionOperator;
  readonly value: string;
}

const PATTERN = /^([^=!<>~]+?)\s*(!=|>=|<=|=|>|<|~)\s*(.*)$/s;

/**
 * Reads `data.total>=100`, `data.email~@example.com` (contains) or `data.note` (is there).
 * @returns undefined if the text is none of these
 */
export function parseCondition(text: string): Condition | undefined {
  const match = PATTERN.exec(text);
  const path = parseJsonPath((match?.[1] ?? text).trim());
  if (path === undefined) return undefined;
  if (match === null && /[=!<>~]/.test(text)) return undefined;
  if (match === null) return { path, operator: 'exists', value: '' };
  return { path, operator: match[2] as ConditionOperator, value: match[3] as string };
}

/** Whether a parsed JSON body meets the condition. A missing value meets none, not even `!=`. */
export function meetsCondition(body: unknown, condition: Condition): boolean {
  const actual = valueAt(body, condition.path);
  if (actual === undefined) return false;
  const { operator, value } = condition;
  if (operator === 'exists') return true;
  if (operator === '~') return asText(actual).includes(value);
  if (operator === '=') return equals(actual, value);
  if (operator === '!=') return !equals(actual, value);
  return compares(actual, operator, value);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return ''; // nested too deep to be written (the parser goes deeper than the writer)
  }
}

function equals(actual: unknown, value: string): boolean {
  if (typeof actual === 'number' && value.trim() !== '') return actual === Number(value);
  return asText(actual) === value;
}

function compares(actual: unknown, operator: '<' | '<=' | '>' | '>=', value: string): boolean {
  const order = orderOf(actual, value);
  if (Number.isNaN(order)) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return order >= 0;
}

/** Numbers by size, texts by code unit (so that ISO times compare); NaN where neither fits. */
function orderOf(actual: unknown, value: string): number {
  if (typeof actual === 'number') return value.trim() === '' ? Number.NaN : actual - Number(value);
  if (typeof actual !== 'string') return Number.NaN;
  if (actual === value) return 0;
  return actual < value ? -1 : 1;
}
