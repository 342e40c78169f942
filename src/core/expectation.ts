import type { StoredAttempt } from './attempt.ts';
import type { StoredEvent } from './event.ts';
import { matchesAnyGlob } from './glob.ts';
import type { Selection } from './selection.ts';
import type { Verdict } from './verdict.ts';

/** What the log is to hold. */
export interface Expectation {
  /** Globs over the type; any may match. */
  readonly types: readonly string[];
  /** What else an event has to meet; its `limit` lets only the first so many count. */
  readonly selection: Selection;
  /** How many events, at least. */
  readonly count: number;
  /** Whether only events with a valid signature count. */
  readonly isVerified: boolean;
  /** Statuses of the app (`200`, `2xx`), any of which will do; null where its answer does not matter. */
  readonly answered: readonly string[] | null;
}

/** An expectation with its times. */
export interface WantedEvents {
  readonly expectation: Expectation;
  /** What the start of the counting, `selection.since`, is. */
  readonly from: 'given' | 'listener' | 'now';
  /** How long to wait; 0 looks once. */
  readonly withinMs: number;
}

/** An event of the log, with its attempts, as it was seen last. */
export interface SeenEvent {
  readonly event: StoredEvent;
  readonly attempts: readonly StoredAttempt[];
}

/** An event that does not count, and why. */
export interface NearMiss extends SeenEvent {
  readonly misses: readonly Miss[];
}

/** What the log held when it was looked at last. */
export interface Findings {
  readonly matched: readonly SeenEvent[];
  /** The closest of those that do not count, closest first. */
  readonly nearMisses: readonly NearMiss[];
  /** How many do not count, shown or not. */
  readonly missed: number;
}

/** What came of waiting. */
export interface ExpectationResult extends Findings {
  readonly wanted: WantedEvents;
  readonly ending: 'met' | 'time' | 'interrupted';
  readonly waitedMs: number;
}

/** What an event lacks: stable codes for scripts. */
export type MissCode =
  | 'type'
  | 'provider'
  | 'endpoint'
  | 'signature'
  | 'origin'
  | 'search'
  | 'where'
  | 'not-verified'
  | 'limit'
  | 'outcome'
  /** The app gave no answer: it was not asked, not reached, or has not answered yet. */
  | 'no-answer'
  /** The app answered, but otherwise. */
  | 'answered';

/** Why an event does not count: a code for scripts and a few words for people (they may quote the wire). */
export interface Miss {
  readonly code: MissCode;
  readonly explanation: string;
}

/** Reads a status pattern: `2xx` or `200`. @returns undefined if the text is neither */
export function parseStatusPattern(text: string): string | undefined {
  return /^[2-5](xx|\d\d)$/i.test(text) ? text.toLowerCase() : undefined;
}

/** What an event lacks for good: nothing that happens later changes it. `meets` asks the log about the body. */
export function lastingMisses(
  event: StoredEvent,
  expectation: Expectation,
  meets: (part: Selection) => boolean,
): Miss[] {
  const misses = [...typeMisses(event, expectation), ...fieldMisses(event, expectation.selection)];
  if (expectation.isVerified && event.signature.status !== 'valid') {
    misses.push({ code: 'not-verified', explanation: `not verified: ${verdictWords(event.signature)}` });
  }
  // Bodies are only read for events that are right otherwise.
  return misses.length > 0 ? misses : bodyMisses(expectation.selection, meets);
}

/** What an event lacks for now: its next delivery attempt may still change it. */
export function passingMisses(
  event: StoredEvent,
  attempts: readonly StoredAttempt[],
  { selection, answered }: Expectation,
): Miss[] {
  const misses: Miss[] = [];
  const { outcomes } = selection;
  if (outcomes !== undefined && !outcomes.includes(event.outcome)) {
    misses.push({ code: 'outcome', explanation: `outcome is ${event.outcome}` });
  }
  if (answered === null || attempts.some(({ status }) => fits(status, answered))) return misses;
  return [...misses, answerMiss(event, attempts.at(-1))];
}

function typeMisses({ type }: StoredEvent, { types, selection }: Expectation): Miss[] {
  const isWanted = matchesAnyGlob(types, type) && matchesAnyGlob(selection.types ?? ['*'], type);
  return isWanted
    ? []
    : [{ code: 'type', explanation: type === null ? 'it has no type' : `type is ${type}` }];
}

function fieldMisses(event: StoredEvent, selection: Selection): Miss[] {
  const { provider, endpoint, signatures, origins } = selection;
  const { status } = event.signature;
  const misses: Miss[] = [];
  const miss = (code: MissCode, is: string): void =>
    void misses.push({ code, explanation: `${code} is ${is}` });
  if (provider !== undefined && provider !== event.provider) miss('provider', event.provider);
  if (endpoint !== undefined && endpoint !== event.endpoint) miss('endpoint', event.endpoint);
  if (signatures !== undefined && !signatures.includes(status)) miss('signature', status);
  if (origins !== undefined && !origins.includes(event.origin)) miss('origin', event.origin);
  return misses;
}

function bodyMisses({ search, where = [] }: Selection, meets: (part: Selection) => boolean): Miss[] {
  const misses: Miss[] = [];
  if (search !== undefined && !meets({ search })) {
    misses.push({ code: 'search', explanation: `does not contain ${search}` });
  }
  for (const condition of where) {
    if (meets({ where: [condition] })) continue;
    const { path, operator, value } = condition;
    const text = `${path.join('.')}${operator === 'exists' ? ' is there' : `${operator}${value}`}`;
    misses.push({ code: 'where', explanation: `not true of its body: ${text}` });
  }
  return misses;
}

function verdictWords(verdict: Verdict): string {
  return verdict.status === 'valid' ? 'valid' : `${verdict.status}, ${verdict.explanation}`;
}

function fits(status: number | null, patterns: readonly string[]): boolean {
  const text = String(status);
  return patterns.some((pattern) => (pattern.endsWith('xx') ? text[0] === pattern[0] : text === pattern));
}

function answerMiss({ outcome }: StoredEvent, last: StoredAttempt | undefined): Miss {
  if (last !== undefined && last.status !== null) {
    return { code: 'answered', explanation: `the app answered ${last.status}` };
  }
  const explanation =
    last?.error?.message ??
    (outcome === 'pending' ? 'the app has not answered yet' : `the app was not asked: ${outcome}`);
  return { code: 'no-answer', explanation };
}
