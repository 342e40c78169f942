import type { Exchange, Probe, Seen, Finding } from '../types.ts';
import { allAccepted, isAccepted, send } from '../verdicts.ts';

const SLOW = {
  group: 'behaves',
  fix: 'It does the work before it answers. Store the event or put it into a queue, answer 2xx at once, and do the work afterwards.',
  mistake: 'slow',
  plan: (kit: Parameters<Probe['plan']>[0]) => send(kit.event(), kit.event(), kit.event()),
} as const;

const ADVISED_MS = 1000;

/** How fast valid events are answered. */
export const speed: readonly Probe[] = [
  {
    ...SLOW,
    id: 'answers-in-time',
    proves: 'Valid events are answered within the time the provider waits.',
    sends: 'three valid events, one after the other',
    expects: 'answers within the limit of the provider',
    why: 'After that the provider hangs up, counts a failure, and sends the event again while the first is still being handled.',
    judge: inTime,
  },
  {
    ...SLOW,
    id: 'answers-within-1s',
    proves: 'Valid events are answered within a second.',
    sends: 'three valid events, one after the other',
    expects: 'answers within 1 s',
    why: 'On a busy day everything takes several times as long, and some providers wait for one second only.',
    judge: withinSecond,
  },
];

function inTime(seen: Seen): Finding {
  const { answerWithinSeconds: seconds, title } = seen.provider;
  const limit = seconds === null ? '' : `; ${title} waits ${seconds} s`;
  const unanswered = seen.answers.find(({ result }) => result.kind === 'failed');
  if (unanswered?.result.kind === 'failed') {
    return { outcome: 'fail', found: `${unanswered.result.error.message}${limit}` };
  }
  const ms = median(seen.answers);
  const found = `${Math.round(ms)} ms${limit}`;
  return { outcome: seconds !== null && ms > seconds * 1000 ? 'fail' : 'pass', found };
}

function withinSecond(seen: Seen): Finding {
  const isAnswered = seen.answers.every((answer) => isAccepted(answer, seen));
  if (!isAnswered) return { ...allAccepted(seen), outcome: 'warn' };
  const ms = median(seen.answers);
  return { outcome: ms > ADVISED_MS ? 'warn' : 'pass', found: `${Math.round(ms)} ms` };
}

/** The middle one: a single answer may have met a busy machine. */
function median(answers: readonly Exchange[]): number {
  const sorted = answers.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
