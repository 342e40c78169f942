import type { DeliveryResult, StoredAttempt } from '../../core/attempt.ts';
import { isDelivered } from '../../core/attempt.ts';
import { COMPARISON_VERDICTS, type Comparison, type ComparisonVerdict } from '../../core/compare-answers.ts';
import type { StoredEvent } from '../../core/event.ts';
import { eventLine } from '../../render/event-line.ts';
import { attemptJson, jsonLine } from '../../render/json.ts';
import { liveOutputs, type LiveOutputs } from './live-outputs.ts';
import { countSend, newTally, sortedStatuses, tallyLines, type SendTally } from './send-tally.ts';
import { settled } from './sender.ts';
import type { Session } from './session.ts';

/** What became of one send. */
export interface Replayed {
  readonly event: StoredEvent;
  readonly attempt: StoredAttempt;
  readonly result: DeliveryResult;
  /** Why it was signed again; null where it was not. */
  readonly because: string | null;
  readonly before: StoredAttempt | undefined;
  /** Null without `--compare`. */
  readonly comparison: Comparison | null;
}

/** What became of all of them. */
export interface ReplaySummary {
  readonly events: number;
  readonly sent: number;
  readonly delivered: number;
  readonly signedAgain: number;
  /** How often each status was answered; `none` where no answer came. */
  readonly byStatus: ReadonlyMap<string, number>;
  /** Null without `--compare`. */
  readonly verdicts: ReadonlyMap<ComparisonVerdict, number> | null;
}

/** Shows a replay while it runs, and counts. */
export interface ReplayReport {
  show(replayed: Replayed): void;
  /** Takes the progress bar away. */
  stop(): void;
  summary(events: number): ReplaySummary;
}

/** What is reported to. */
export interface ReportParts {
  readonly session: Session;
  /** How many sends there will be. */
  readonly total: number;
  readonly isComparing: boolean;
}

/** A line for each send; under them a bar, on a terminal and for several. */
export function replayReport({ session, total, isComparing }: ReportParts): ReplayReport {
  const outputs = liveOutputs(session, total);
  const tally = newReplayTally();
  const progress = (): void =>
    outputs.progress({ done: tally.sent, total, failed: tally.sent - tally.delivered });
  progress();
  return {
    show(replayed) {
      count(tally, replayed);
      writeLines(session, outputs, replayed);
      progress();
    },
    stop: outputs.stop,
    summary: (events) => summaryOf(events, tally, isComparing),
  };
}

interface Tally extends SendTally {
  signedAgain: number;
  readonly verdicts: Map<ComparisonVerdict, number>;
}

function newReplayTally(): Tally {
  const verdicts = new Map(COMPARISON_VERDICTS.map((verdict) => [verdict, 0]));
  return { ...newTally(), signedAgain: 0, verdicts };
}

function count(tally: Tally, { attempt, result, because, comparison }: Replayed): void {
  countSend(tally, { status: attempt.status, isGood: isDelivered(result) });
  if (because !== null) tally.signedAgain += 1;
  if (comparison !== null) {
    tally.verdicts.set(comparison.verdict, (tally.verdicts.get(comparison.verdict) ?? 0) + 1);
  }
}

function writeLines(session: Session, { stdout, stderr }: LiveOutputs, replayed: Replayed): void {
  if (session.json) {
    stdout.write(jsonLine(replayedJson(replayed)));
    return;
  }
  stdout.write(`${lineOf(session, replayed)}\n`);
  if (replayed.because !== null) stderr.write(`         ${replayed.because}\n`);
}

function lineOf({ style }: Session, { event, attempt, result, comparison, before }: Replayed): string {
  const line = eventLine({ event: settled(event, result), attempt, answered: null }, style);
  if (comparison === null) return line;
  const { verdict, because } = comparison;
  const paint = { same: style.faint, new: style.faint, fixed: style.good, regressed: style.bad }[verdict];
  const change =
    because === 'body' ? ': another body' : because === 'status' ? `: was ${statusWord(before)}` : '';
  return `${line} ${style.symbols.dot} ${paint(`${verdict}${change}`)}`;
}

function statusWord(attempt: StoredAttempt | undefined): string {
  return attempt?.status === null || attempt === undefined ? 'no answer' : String(attempt.status);
}

function replayedJson({ event, attempt, because, comparison, before }: Replayed): Record<string, unknown> {
  const compared =
    comparison === null
      ? {}
      : { verdict: comparison.verdict, because: comparison.because, statusBefore: before?.status ?? null };
  return { kind: 'attempt', eventId: event.id, ...attemptJson(attempt), sign: because, ...compared };
}

function summaryOf(events: number, tally: Tally, isComparing: boolean): ReplaySummary {
  const { sent, delivered, signedAgain, verdicts } = tally;
  return {
    events,
    sent,
    delivered,
    signedAgain,
    byStatus: sortedStatuses(tally),
    verdicts: isComparing ? verdicts : null,
  };
}

/** The last line of `--json`. */
export function summaryJson(summary: ReplaySummary, durationMs: number): Record<string, unknown> {
  const { byStatus, verdicts, ...numbers } = summary;
  return {
    kind: 'summary',
    ...numbers,
    failed: numbers.sent - numbers.delivered,
    byStatus: Object.fromEntries(byStatus),
    verdicts: verdicts === null ? null : Object.fromEntries(verdicts),
    durationMs: Math.round(durationMs),
  };
}

/** The same for people. */
export function summaryText(summary: ReplaySummary, durationMs: number): string {
  const { signedAgain, verdicts } = summary;
  const again = signedAgain === 0 ? '' : `, ${signedAgain} signed again`;
  const lines = tallyLines(summary, durationMs, again);
  if (verdicts !== null) {
    const words = [...verdicts].filter(([verdict, n]) => n > 0 || verdict !== 'new');
    lines.push(`Compared:  ${words.map(([verdict, n]) => `${verdict}: ${n}`).join(', ')}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
