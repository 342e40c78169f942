import { setTimeout as sleep } from 'node:timers/promises';
import { isDelivered } from '../../core/attempt.ts';
import type { Wait } from '../../core/faulty-delivery.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { Forged } from '../support/forge.ts';
import { paceFrom } from '../support/pace-options.ts';
import { runPaced, untilInterrupted, type Pacing } from '../support/run-paced.ts';
import type { Chaos } from '../support/delivering.ts';
import type { Destination, Send } from '../support/sender.ts';
import { note, type Session } from '../support/session.ts';
import { beginStory, signDraft, type Draft, type StoryDrafts } from './draft.ts';
import { faultyOrder, sendFaulty } from './faulty-send.ts';
import { amountFrom } from './options.ts';
import type { Plan } from './plan.ts';
import { sendReport, type SendReport } from './send-report.ts';
import { tellUnderWay } from './under-way.ts';

/** What `trigger` sends with. */
export interface Delivery {
  readonly session: Session;
  /** The events of a story, in order; one without `--then`. */
  readonly plans: readonly Plan[];
  readonly destinations: readonly Destination[];
  readonly send: Send;
  /** What goes wrong on purpose. */
  readonly chaos: Chaos | null;
}

/** Sends every event that is wanted: the copies of one, the events of a story, and so many of them. */
export async function sendAll(delivery: Delivery): Promise<ExitCode> {
  const { session, plans } = delivery;
  const { options } = plans[0] as Plan;
  const { stories, copies } = amountFrom(options);
  const total = stories * copies * plans.length;
  const report = sendReport(session, total);
  if (total === 1) return sendOnly(delivery, report);
  const pacing = untilInterrupted(session.io);
  const watched = { ...delivery, send: tellUnderWay(delivery.send, session.io, report.note) };
  const jobs = plans.length > 1 ? storyJobs(watched, report) : copyJobs(watched, report);
  const begun = session.io.now();
  try {
    const due = Array.from({ length: plans.length > 1 ? stories : total }, () => 0);
    await runPaced({ ...paceFrom(options), due, run: jobs(pacing) }, pacing);
  } finally {
    report.stop();
  }
  if (pacing.isOver()) note(session, `Stopped: ${report.sent()} of ${total} sent.`);
  report.conclude(session.io.now() - begun);
  return report.delivered() === total ? EXIT.done : EXIT.no;
}

/** Alone it is no job: Ctrl-C ends the process at once, as it does while an app waits at a breakpoint. */
async function sendOnly(delivery: Delivery, report: SendReport): Promise<ExitCode> {
  const draft = await (await beginStory(delivery.plans, 0))(0);
  const wait = (ms: number): Promise<void> => sleep(ms);
  const isTaken = await sendOne(delivery, report, { index: 0, ordinal: 0, forged: signDraft(draft), wait });
  return isTaken ? EXIT.done : EXIT.no;
}

type Jobs = (pacing: Pacing & { isOver(): boolean }) => (job: number) => Promise<void>;

/** Every copy is a job of its own, so that copies may be under way at the same time. */
function copyJobs(delivery: Delivery, report: SendReport): Jobs {
  const { plans, chaos } = delivery;
  const { stories, copies } = amountFrom((plans[0] as Plan).options);
  const forged = new Map<number, { readonly event: Promise<Forged>; left: number }>();
  const forgedOf = (story: number): Promise<Forged> => {
    const known = forged.get(story) ?? { event: beginStory(plans, story).then(firstOf), left: copies };
    known.left -= 1;
    if (known.left > 0) forged.set(story, known);
    else forged.delete(story);
    return known.event;
  };
  const order = faultyOrder(chaos, 0, stories * copies);
  return ({ wait }) =>
    async (job) => {
      const ordinal = order[job] as number;
      const event = await forgedOf(Math.floor(ordinal / copies));
      await sendOne(delivery, report, { index: 0, ordinal, forged: event, wait });
    };
}

async function firstOf(drafts: StoryDrafts): Promise<Forged> {
  return signDraft(await drafts(0));
}

/** A story is a job: its events come one after the other, and end with the first that is refused. */
function storyJobs(delivery: Delivery, report: SendReport): Jobs {
  const { plans, chaos } = delivery;
  const { copies } = amountFrom((plans[0] as Plan).options);
  const steps = plans.length * copies;
  return ({ isOver, wait }) =>
    async (job) => {
      const forgedOf = await storyEvents(delivery, job);
      for (const step of faultyOrder(chaos, job * steps, steps)) {
        if (isOver()) return;
        const index = Math.floor(step / copies);
        const one = { index, ordinal: job * steps + step, forged: await forgedOf(index), wait };
        const isTaken = await sendOne(delivery, report, one);
        // What fails on purpose is no reason to end.
        if (!isTaken && chaos === null)
          return report.note(stopped(plans[index] as Plan, plans.slice(index + 1)));
      }
    };
}

/** Each event is signed when its first copy goes. Where faults change the order, all are written before, in their own. */
async function storyEvents(
  { plans, chaos }: Delivery,
  job: number,
): Promise<(index: number) => Promise<Forged>> {
  const drafts = await beginStory(plans, job);
  const written = new Map<number, Draft>();
  if (chaos !== null) for (const index of plans.keys()) written.set(index, await drafts(index));
  const forged = new Map<number, Forged>();
  return async (index) => {
    const event = forged.get(index) ?? signDraft(written.get(index) ?? (await drafts(index)));
    forged.set(index, event);
    return event;
  };
}

function stopped({ type }: Plan, rest: readonly Plan[]): string {
  const left = rest.map((plan) => plan.type).join(', ');
  return `${type} was not taken${left === '' ? '.' : `: the story ends here, without ${left}.`}`;
}

interface One {
  /** Which event of its story it is. */
  readonly index: number;
  /** Which one of all it is. */
  readonly ordinal: number;
  readonly forged: Forged;
  readonly wait: Wait;
}

/** @returns whether it was taken */
async function sendOne(delivery: Delivery, report: SendReport, one: One): Promise<boolean> {
  const { plans, destinations, send, chaos } = delivery;
  const { index, ordinal, forged, wait } = one;
  const { endpoint } = (plans[index] as Plan).choice;
  const request = { endpoint, destination: destinations[index] as Destination, forged };
  const [sent, ...repeats] =
    chaos === null ? [await send(request)] : await sendFaulty(request, { send, chaos, ordinal, wait });
  report.show(sent);
  for (const repeat of repeats) report.showRepeat(repeat);
  return isDelivered(sent.result);
}
