import { isDelivered } from '../../core/attempt.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { Forged } from '../support/forge.ts';
import { paceFrom } from '../support/pace-options.ts';
import { runPaced, untilInterrupted } from '../support/run-paced.ts';
import type { Destination, Send, Sent } from '../support/sender.ts';
import { note, type Session } from '../support/session.ts';
import { beginStory, signDraft, type StoryDrafts } from './draft.ts';
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
    await runPaced({ ...paceFrom(options), due, run: jobs(pacing.isOver) }, pacing);
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
  const sent = await sendOne(delivery, report, { index: 0, forged: signDraft(draft) });
  return isDelivered(sent.result) ? EXIT.done : EXIT.no;
}

type Jobs = (isOver: () => boolean) => (job: number) => Promise<void>;

/** Every copy is a job of its own, so that copies may be under way at the same time. */
function copyJobs(delivery: Delivery, report: SendReport): Jobs {
  const { copies } = amountFrom((delivery.plans[0] as Plan).options);
  const forged = new Map<number, Promise<Forged>>();
  const forgedOf = (story: number, isLast: boolean): Promise<Forged> => {
    const known = forged.get(story) ?? beginStory(delivery.plans, story).then(firstOf);
    forged.set(story, known);
    if (isLast) forged.delete(story);
    return known;
  };
  return () => async (job) => {
    const isLast = job % copies === copies - 1;
    await sendOne(delivery, report, { index: 0, forged: await forgedOf(Math.floor(job / copies), isLast) });
  };
}

async function firstOf(drafts: StoryDrafts): Promise<Forged> {
  return signDraft(await drafts(0));
}

/** A story is a job: its events come one after the other, and end with the first that is refused. */
function storyJobs(delivery: Delivery, report: SendReport): Jobs {
  const { plans } = delivery;
  const { copies } = amountFrom((plans[0] as Plan).options);
  return (isOver) => async (job) => {
    const drafts = await beginStory(plans, job);
    for (const [index, plan] of plans.entries()) {
      const forged = signDraft(await drafts(index));
      for (let copy = 0; copy < copies; copy += 1) {
        if (isOver()) return;
        const sent = await sendOne(delivery, report, { index, forged });
        if (!isDelivered(sent.result)) return report.note(stopped(plan, plans.slice(index + 1)));
      }
    }
  };
}

function stopped({ type }: Plan, rest: readonly Plan[]): string {
  const left = rest.map((plan) => plan.type).join(', ');
  return `${type} was not taken${left === '' ? '.' : `: the story ends here, without ${left}.`}`;
}

interface One {
  /** Which event of its story it is. */
  readonly index: number;
  readonly forged: Forged;
}

async function sendOne(delivery: Delivery, report: SendReport, { index, forged }: One): Promise<Sent> {
  const { plans, destinations, send } = delivery;
  const { endpoint } = (plans[index] as Plan).choice;
  const sent = await send({ endpoint, destination: destinations[index] as Destination, forged });
  report.show(sent);
  return sent;
}
