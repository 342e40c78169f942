import { durationWords } from '../../core/time.ts';
import { clockText, formatDuration } from '../../render/event-line.ts';
import { jsonLine } from '../../render/json.ts';
import { safe, safeShort } from '../../render/safe.ts';
import { note, type Session } from '../support/session.ts';
import type { Rehearsal } from './rehearsal-options.ts';
import type { NextTry, RehearsalEnd, RehearsedTry } from './rehearse.ts';

/** Shows a rehearsal while it goes. */
export interface Timeline {
  show(tried: RehearsedTry): void;
  /** The last lines: how it ended, in the provider's words where it has some. */
  conclude(end: RehearsalEnd, last: RehearsedTry): void;
}

/** A line for each request, and one for the end. */
export function timeline(session: Session, rehearsal: Rehearsal): Timeline {
  const { stdout } = session.io;
  let noticed: string | null = null;
  if (!session.json) note(session, announcement(rehearsal));
  return {
    show(tried) {
      stdout.write(session.json ? jsonLine(tryJson(tried)) : `${tryLine(session, tried)}\n`);
      const { notice } = tried.sent;
      if (notice !== null && notice !== noticed) note(session, notice);
      noticed = notice;
    },
    conclude(end, last) {
      const message = endText(rehearsal, end, last);
      const words =
        end === 'exhausted' && rehearsal.isProviders ? rehearsal.provider.retryFacts?.inItsWords : null;
      if (session.json) return stdout.write(jsonLine(endJson({ end, last, message, words: words ?? null })));
      stdout.write(`${message}\n${words ? `${words}\n` : ''}`);
    },
  };
}

function announcement({ provider, schedule, isProviders, speed }: Rehearsal): string {
  const waits = schedule.map(waitWords).join(', ');
  const who = isProviders ? provider.title : 'Your schedule';
  const pace = speed === 1 ? '' : `; here ${speed} times faster`;
  return `${who} tries again after ${waits}${pace}. Ctrl-C ends it.`;
}

function tryLine({ style }: Session, tried: RehearsedTry): string {
  const { n, sent, verdict, rehearsedMs, next } = tried;
  const { good, bad, dot, arrow } = style.symbols;
  const isGood = verdict === 'accepted';
  const status = sent.result.kind === 'answered' ? String(sent.result.answer.status) : '---';
  const took = sent.result.kind === 'answered' ? formatDuration(sent.durationMs) : '';
  const notes = [whatHappened(tried, arrow), duplicateText(tried), nextText(next, sent.startedAt)];
  return [
    style.faint(clockText(sent.startedAt)),
    style.strong(sent.event === null ? '#-' : `#${sent.event.id}`),
    `attempt ${n}`.padEnd(10),
    rehearsedText(rehearsedMs).padEnd(12),
    (isGood ? style.good : style.bad)(`${isGood ? good : bad} ${status}`),
    took.padStart(6),
    notes.filter((text) => text !== '').join(` ${dot} `),
  ].join('  ');
}

function whatHappened({ sent, verdict }: RehearsedTry, arrow: string): string {
  const error = sent.result.kind === 'failed' ? sent.result.error : sent.attempt?.error;
  if (error) return safe(error.message);
  const where = `${arrow} ${safeShort(sent.target.replace(/^http:\/\//, ''), 80)}`;
  const isWrongSuccess = verdict !== 'accepted' && sent.event?.outcome === 'delivered';
  return isWrongSuccess ? `${where} answered what the provider does not count as received` : where;
}

/** When it would have been sent, after the first one. */
function rehearsedText(ms: number): string {
  return `+${waitWords(ms)}`;
}

function waitWords(ms: number): string {
  return ms === 0 ? '0 s' : durationWords(ms);
}

function duplicateText({ sent }: RehearsedTry): string {
  const first = sent.event?.duplicateOf ?? null;
  return first === null ? '' : `duplicate of #${first}`;
}

function nextText(next: NextTry | null, now: number): string {
  if (next === null) return '';
  const day = new Date(next.at).toDateString();
  const date = day === new Date(now).toDateString() ? '' : `${day.slice(4, 10)} `;
  return `next after ${waitWords(next.afterMs)}, due ${date}${clockText(next.at)}`;
}

function endText({ provider, isProviders }: Rehearsal, end: RehearsalEnd, last: RehearsedTry): string {
  const failed = `${last.n} failed ${last.n === 1 ? 'request' : 'requests'}`;
  switch (end) {
    case 'delivered':
      return `delivered on attempt ${last.n}${last.n === 1 ? '' : ` (${rehearsedText(last.rehearsedMs)})`}`;
    case 'ended':
      return `not delivered after ${failed}: this answer ends the retries of ${provider.title}`;
    case 'interrupted':
      return `stopped after ${failed}; the next one was due ${waitWords(last.next?.afterMs ?? 0)} after the last`;
    case 'exhausted':
      if (!isProviders) return `not delivered after ${failed}: your schedule ends here`;
      return `${provider.retryFacts?.atLast ?? 'not delivered'} after ${failed}`;
  }
}

function tryJson({ n, sent, verdict, rehearsedMs, next }: RehearsedTry): Record<string, unknown> {
  const { result, startedAt, durationMs, target, event } = sent;
  const isAnswered = result.kind === 'answered';
  return {
    kind: 'attempt',
    eventId: event?.id ?? null,
    n,
    cause: n === 1 ? 'trigger' : 'retry',
    target,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(durationMs * 10) / 10,
    status: isAnswered ? result.answer.status : null,
    error: isAnswered ? null : result.error.message,
    errorCode: isAnswered ? null : result.error.code,
    responseSize: isAnswered ? result.answer.body.length : 0,
    verdict,
    rehearsedMs: Math.round(rehearsedMs),
    nextAfterMs: next?.afterMs ?? null,
    nextAt: next === null ? null : new Date(next.at).toISOString(),
  };
}

interface Ended {
  readonly end: RehearsalEnd;
  readonly last: RehearsedTry;
  readonly message: string;
  readonly words: string | null;
}

function endJson({ end, last, message, words }: Ended): Record<string, unknown> {
  return {
    kind: 'end',
    end,
    attempts: last.n,
    rehearsedMs: Math.round(last.rehearsedMs),
    message,
    inItsWords: words,
  };
}
