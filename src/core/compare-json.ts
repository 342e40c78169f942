/** One place where two JSON values differ, by its dotted path; the path of the whole value is empty. */
export type JsonChange =
  | { readonly kind: 'added'; readonly path: string; readonly after: unknown }
  | { readonly kind: 'removed'; readonly path: string; readonly before: unknown }
  | { readonly kind: 'changed'; readonly path: string; readonly before: unknown; readonly after: unknown };

interface Pair {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Stands for "not there": JSON has no value that could be taken for it. */
const ABSENT = Symbol('absent');

/**
 * Where two JSON values differ, in the order the fields stand in. Arrays are compared by index, the
 * order of an object's keys does not count, and what is on one side only is one change with all it
 * holds. Works through a list of its own: a sender may nest deeper than our stack.
 */
export function compareJson(before: unknown, after: unknown): JsonChange[] {
  const changes: JsonChange[] = [];
  const left: Pair[] = [{ path: '', before, after }];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    const inside = membersOf(pair);
    if (inside === undefined) changes.push(...changeAt(pair));
    else for (const member of inside.toReversed()) left.push(member);
  }
  return changes;
}

/** The members to compare one by one; undefined where the two are not of one kind, or hold none. */
function membersOf({ path, before, after }: Pair): Pair[] | undefined {
  if (!isHolder(before) || !isHolder(after) || Array.isArray(before) !== Array.isArray(after))
    return undefined;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].map((key) => ({
    path: joined(path, key),
    before: memberOf(before, key),
    after: memberOf(after, key),
  }));
}

function changeAt({ path, before, after }: Pair): JsonChange[] {
  if (before === ABSENT) return [{ kind: 'added', path, after }];
  if (after === ABSENT) return [{ kind: 'removed', path, before }];
  return sameLeaf(before, after) ? [] : [{ kind: 'changed', path, before, after }];
}

function sameLeaf(before: unknown, after: unknown): boolean {
  if (before instanceof ExactNumber && after instanceof ExactNumber) return before.text === after.text;
  return before === after;
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

function memberOf(holder: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : ABSENT;
}

/** A key that a dotted path could not tell from several is written in brackets. */
function joined(path: string, key: string): string {
  if (key === '' || /[.[\]]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** A number that JavaScript would round, as it was written: ids of 64 bits differ in the last digits. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** Strings are matched so that the digits in them are left alone. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MARK = '\u0000exact number ';

/**
 * The value of a JSON text, or undefined where it is none. Numbers that would be rounded are kept
 * as {@link ExactNumber}.
 */
export function parseExactly(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const marked = text.replace(TOKENS, (token) =>
      isRounded(token) ? JSON.stringify(`${MARK}${token}`) : token,
    );
    return marked === text ? value : JSON.parse(marked, unmarked);
  } catch {
    return undefined; // not JSON, or nested too deep for the numbers to be looked at
  }
}

function isRounded(token: string): boolean {
  if (token.startsWith('"')) return false;
  return token.replace(/[eE].*$/, '').replace(/^[-0.]+|\./g, '').length > 15;
}

function unmarked(_key: string, value: unknown): unknown {
  const isMarked = typeof value === 'string' && value.startsWith(MARK);
  return isMarked ? new ExactNumber(value.slice(MARK.length)) : value;
}
