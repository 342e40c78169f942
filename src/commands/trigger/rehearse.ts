import { answerVerdict, type AnswerVerdict } from '../../core/answer-verdict.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { nextTry } from '../../core/retry-schedule.ts';
import { untilInterrupted, waitUntil } from '../support/run-paced.ts';
import type { Destination, Sent } from '../support/sender.ts';
import { note } from '../support/session.ts';
import { beginStory, signDraft } from './draft.ts';
import type { Plan } from './plan.ts';
import type { Rehearsal } from './rehearsal-options.ts';
import type { Delivery } from './send-all.ts';
import { timeline } from './timeline.ts';
import { tellUnderWay } from './under-way.ts';

/** One request of a rehearsal, and what follows from its answer. */
export interface RehearsedTry {
  /** From 1. */
  readonly n: number;
  readonly sent: Sent;
  readonly verdict: AnswerVerdict;
  /** When it was sent on the provider's own clock, in ms after the first request. */
  readonly rehearsedMs: number;
  /** Null where none follows. */
  readonly next: NextTry | null;
}

/** The retry that follows. */
export interface NextTry {
  /** On the schedule, in ms. */
  readonly afterMs: number;
  /** At the speed of the rehearsal, in ms since the epoch. */
  readonly at: number;
}

/** How a rehearsal ended. */
export type RehearsalEnd = 'delivered' | 'exhausted' | 'ended' | 'interrupted';

/** Sends one event as its provider does: again and again on its schedule, until it is taken. */
export async function rehearse(delivery: Delivery, rehearsal: Rehearsal): Promise<ExitCode> {
  const { session, plans, destinations } = delivery;
  const send = tellUnderWay(delivery.send, session.io, (message) => note(session, message));
  const draft = await (await beginStory(plans, 0))(0);
  const pacing = untilInterrupted(session.io);
  const report = timeline(session, rehearsal);
  const { endpoint } = (plans[0] as Plan).choice;
  const destination = destinations[0] as Destination;
  let last: RehearsedTry | undefined;
  do {
    const event = last?.sent.event ?? null;
    const again = event === null ? undefined : ({ event, cause: 'retry' } as const);
    const sent = await send({ endpoint, destination, forged: signDraft(draft), again });
    last = judged(rehearsal, sent, last);
    report.show(last);
    await waitUntil(last.next?.at ?? 0, pacing);
  } while (last.next !== null && !pacing.isOver());
  report.conclude(endOf(last), last);
  return last.verdict === 'accepted' ? EXIT.done : EXIT.no;
}

function judged(rehearsal: Rehearsal, sent: Sent, before: RehearsedTry | undefined): RehearsedTry {
  const { provider, schedule, speed } = rehearsal;
  const n = (before?.n ?? 0) + 1;
  const verdict = answerVerdict(provider, sent.result);
  const failedAt = sent.startedAt + sent.durationMs;
  const at = verdict === 'refused' ? nextTry(schedule, { tries: n, failedAt, speed }) : undefined;
  const next = at === undefined ? null : { at, afterMs: schedule[n - 1] as number };
  const waited = before === undefined ? 0 : before.sent.durationMs + (before.next?.afterMs ?? 0);
  return { n, sent, verdict, rehearsedMs: (before?.rehearsedMs ?? 0) + waited, next };
}

function endOf({ verdict, next }: RehearsedTry): RehearsalEnd {
  if (verdict === 'accepted') return 'delivered';
  if (verdict === 'end') return 'ended';
  return next === null ? 'exhausted' : 'interrupted';
}
