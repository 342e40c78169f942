import { setTimeout as sleep } from 'node:timers/promises';
import { compareAnswers, type ComparedAnswer } from '../core/compare-answers.ts';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { StoredAttempt } from '../core/attempt.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import { dueTimes } from '../core/pace.ts';
import type { EventStore } from '../core/ports.ts';
import { deliveryPath, deliveryTarget } from '../core/target.ts';
import { durationWords } from '../core/time.ts';
import { createForwarder, type Forwarder } from '../http/forwarder.ts';
import { jsonLine } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import type { EditOptions } from './support/edited-body.ts';
import { findEvents } from './support/find-events.ts';
import { sendSettings, type SendOptions } from './support/listen-options.ts';
import { paceFrom, type Pace, type PaceOptions } from './support/pace-options.ts';
import { planReplay, type ReplayPlan } from './support/replay-plan.ts';
import { replayReport, summaryJson, summaryText, type ReplayReport } from './support/replay-report.ts';
import { SIGN_MODES, type SignMode } from './support/resign.ts';
import { runPaced, type Pacing } from './support/run-paced.ts';
import {
  isSelecting,
  selectionFrom,
  wholeNumber,
  type SelectionOptions,
} from './support/selection-options.ts';
import { stored } from './support/sender.ts';
import { note, openExistingLog, openSession, type Session } from './support/session.ts';

export interface ReplayOptions extends SendOptions, SelectionOptions, EditOptions, PaceOptions {
  readonly all?: boolean;
  readonly to?: string;
  readonly sign?: string;
  readonly times?: string;
  readonly compare?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const MOST_WITHOUT_YES = 20;

/** A replay that takes longer by its timing alone says so before it starts. */
const WORTH_SAYING_MS = 10_000;

/** `replay`: sends stored events again; new attempts are recorded on the same event. */
export async function run(context: CommandContext<ReplayOptions>, references: string[]): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const mode = signMode(options.sign);
  const times = wholeNumber('--times', options.times ?? '1', 1);
  const pace = paceFrom(options);
  const settings = await sendSettings(options, io.cwd);
  const log = await openExistingLog(session);
  const forwarder = createForwarder({ ...settings, now: io.now });
  try {
    const events = choose(log, { references, options, now: io.now() });
    refuseMany(events.length * times, options);
    const store = log as EventStore;
    const plans = await planReplay({ session, store, events, options, mode });
    const sends = scheduled(plans, times, pace);
    checkAll(sends, io.now());
    if (options.dryRun === true) return showPlans(session, sends, times);
    return await sendAll({ session, store, forwarder, sends, pace, isComparing: options.compare === true });
  } finally {
    await forwarder.close();
    await log?.close();
  }
}

function signMode(text: string | undefined): SignMode {
  const mode = SIGN_MODES.find((known) => known === (text ?? 'auto'));
  if (mode === undefined) throw usageError(`--sign ${text}: not known`, `Use ${SIGN_MODES.join(', ')}.`);
  return mode;
}

function choose(
  store: EventStore | undefined,
  { references, options, now }: { references: string[]; options: ReplayOptions; now: number },
): StoredEvent[] {
  const isSet = options.all === true || isSelecting(options);
  if (references.length === 0 && !isSet) {
    throw usageError(
      'which event?',
      'Name one (42, last, 40..44), or use --all or a selection such as --outcome failed.',
    );
  }
  if (references.length > 0 && isSet) {
    throw usageError('references and a selection exclude each other', 'Use one of them.');
  }
  if (references.length > 0) return references.flatMap((reference) => findEvents(store, reference));
  const { limit, ...selection } = selectionFrom(options, now);
  const newest = limit === undefined ? undefined : { ...selection, limit };
  const events = newest
    ? [...(store?.select(newest, 'newest') ?? [])].toReversed()
    : [...(store?.select(selection, 'oldest') ?? [])];
  if (events.length === 0)
    throw usageError('no stored event matches', 'See what is stored: webhook-cli list');
  return events;
}

function refuseMany(count: number, options: ReplayOptions): void {
  if (count <= MOST_WITHOUT_YES || options.yes === true || options.dryRun === true) return;
  throw usageError(`this would send ${count} requests`, 'Look first with --dry-run, then add --yes.');
}

/** One request of a replay. */
interface Send {
  readonly plan: ReplayPlan;
  /** ms after the first one. */
  readonly due: number;
}

/** Each event as often as asked, one after the other. */
function scheduled(plans: readonly ReplayPlan[], times: number, { timing }: Pace): Send[] {
  const repeated = plans.flatMap((plan) => Array.from({ length: times }, () => plan));
  const due = dueTimes(
    repeated.map(({ event }) => event.receivedAt),
    timing,
  );
  return repeated.map((plan, index) => ({ plan, due: due[index] as number }));
}

/** What cannot be signed is found before anything is sent. @throws CliError (exit 2) */
function checkAll(sends: readonly Send[], now: number): void {
  for (const { plan, due } of sends) plan.requestAt(now + due);
}

function showPlans(session: Session, sends: readonly Send[], times: number): ExitCode {
  const isPaced = sends.some(({ due }) => due > 0);
  for (const send of sends.filter((_, index) => index % times === 0)) {
    const line = session.json ? planJson(session, send, times) : planLine(session, send, times);
    const when = isPaced && !session.json ? `  after ${durationWords(send.due)}` : '';
    session.io.stdout.write(`${line}${when}\n`);
  }
  note(session, 'Nothing was sent.');
  return EXIT.done;
}

function planJson({ io }: Session, { plan, due }: Send, times: number): string {
  const { event, target } = plan;
  const { path, because } = plan.requestAt(io.now());
  const url = deliveryTarget(target, path);
  const line = { kind: 'plan', eventId: event.id, method: event.method, target: url, times };
  return jsonLine({ ...line, sign: because, dueMs: Math.round(due) }).trimEnd();
}

function planLine({ io, style }: Session, { plan }: Send, times: number): string {
  const { event, target } = plan;
  const { path, body, because } = plan.requestAt(io.now());
  const { arrow, dot } = style.symbols;
  const notes = [
    `#${event.id}  ${safe(event.method)} ${arrow} ${safe(`${target.origin}${deliveryPath(target, path)}`)}`,
    `${body.length} bytes`,
    because ?? 'stored signature',
  ];
  return `${notes.join(` ${dot} `)}${times > 1 ? `  × ${times}` : ''}`;
}

interface Run {
  readonly session: Session;
  readonly store: EventStore;
  readonly forwarder: Forwarder;
  readonly sends: readonly Send[];
  readonly pace: Pace;
  readonly isComparing: boolean;
}

async function sendAll(job: Run): Promise<ExitCode> {
  const { session, sends, pace, isComparing } = job;
  const due = sends.map((send) => send.due);
  const last = due.at(-1) ?? 0;
  if (last >= WORTH_SAYING_MS) note(session, `The last one is due in ${durationWords(last)}.`);
  const report = replayReport({ session, total: sends.length, isComparing });
  const pacing: Pacing = { now: session.io.now, wait: (ms) => sleep(ms) };
  const begun = session.io.now();
  try {
    await runPaced({ ...pace, due, run: (index) => sendOne(job, sends[index] as Send, report) }, pacing);
  } finally {
    report.stop();
  }
  return conclude(job, report, session.io.now() - begun);
}

function conclude({ session, sends }: Run, report: ReplayReport, tookMs: number): ExitCode {
  const summary = report.summary(new Set(sends.map(({ plan }) => plan.event.id)).size);
  if (session.json) session.io.stdout.write(jsonLine(summaryJson(summary, tookMs)));
  else if (sends.length > 1) session.io.stdout.write(summaryText(summary, tookMs));
  const { verdicts, delivered, sent } = summary;
  const isGood = verdicts === null ? delivered === sent : verdicts.get('regressed') === 0;
  return isGood ? EXIT.done : EXIT.no;
}

async function sendOne(job: Run, { plan }: Send, report: ReplayReport): Promise<void> {
  const { session, store, forwarder, isComparing } = job;
  const { event, target, before } = plan;
  const { because, ...signed } = plan.requestAt(session.io.now());
  const sent = await forwarder.send({ method: event.method, ...signed }, target);
  const attempt = await stored(() => store.recordAttempt(event.id, { ...sent, cause: 'replay' }));
  const comparison = isComparing
    ? compareAnswers(
        before === undefined ? null : answerOf(store, event, before),
        answerOf(store, event, attempt),
      )
    : null;
  report.show({ event, attempt, result: sent.result, because, before, comparison });
}

/** Both are read from the log: of a long body the same part is kept of both. */
function answerOf(store: EventStore, event: StoredEvent, attempt: StoredAttempt): ComparedAnswer {
  const { status, error, responseSize: size } = attempt;
  return { status, error, size, body: store.answerBody(event.id, attempt.n) };
}
