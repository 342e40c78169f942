import type { DeliveryError } from './attempt.ts';

/** What an app answered, as far as two answers are compared. */
export interface ComparedAnswer {
  /** Null where no whole answer came. */
  readonly status: number | null;
  readonly error: DeliveryError | null;
  /** The stored part of the body. */
  readonly body: Buffer;
  /** The length of the whole body in bytes. */
  readonly size: number;
}

/** How an answer stands to the one before it; `new` where there was none. */
export type ComparisonVerdict = 'same' | 'fixed' | 'regressed' | 'new';

/** All verdicts, in the order a summary tells them. */
export const COMPARISON_VERDICTS: readonly ComparisonVerdict[] = ['same', 'fixed', 'regressed', 'new'];

/** A verdict, and what it rests on: the class of the status, or the body where both were 2xx. */
export interface Comparison {
  readonly verdict: ComparisonVerdict;
  readonly because: 'status' | 'body' | null;
}

/**
 * Compares by status class first: falling from 2xx to 3xx or 4xx, to 5xx, to no answer is a
 * regression, and getting to 2xx is a fix. Of two answers of 2xx the bodies must be the same. What
 * an app says in a refusal or a failure is no promise to anybody, and not compared.
 */
export function compareAnswers(before: ComparedAnswer | null, after: ComparedAnswer): Comparison {
  if (before === null) return { verdict: 'new', because: null };
  const [was, is] = [rank(before.status), rank(after.status)];
  if (is < was) return { verdict: 'regressed', because: 'status' };
  if (is > was && is === GOOD) return { verdict: 'fixed', because: 'status' };
  if (is === GOOD && !isSameBody(before, after)) return { verdict: 'regressed', because: 'body' };
  return { verdict: 'same', because: null };
}

const GOOD = 3;

function rank(status: number | null): number {
  if (status === null) return 0;
  if (status >= 500) return 1;
  return status >= 200 && status < 300 ? GOOD : 2;
}

/** Two JSON texts of one value are the same: the order of keys and the spaces are nobody's promise. */
function isSameBody(before: ComparedAnswer, after: ComparedAnswer): boolean {
  if (before.size === after.size && before.body.equals(after.body)) return true;
  const isWhole = before.body.length === before.size && after.body.length === after.size;
  const [was, is] = [sortedJson(before.body), sortedJson(after.body)];
  return isWhole && was !== undefined && was === is;
}

function sortedJson(body: Buffer): string | undefined {
  try {
    return JSON.stringify(JSON.parse(body.toString('utf8')), (_key, value: unknown) => sorted(value));
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
