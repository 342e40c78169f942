import { battery } from '../check/battery.ts';
import { NOT_SENT, runCheck } from '../check/run-check.ts';
import { selectProbes } from '../check/select-probes.ts';
import type { Kit, Probe, Wire } from '../check/types.ts';
import { openWire } from '../check/wire.ts';
import { requireTarget } from '../config/endpoints.ts';
import { isRight, type CheckRun, type ProbeResult } from '../core/check-result.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { CliError, environmentError, EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { Target } from '../core/target.ts';
import { checkTarget } from '../http/address-guard.ts';
import { guardedLookup } from '../http/connector.ts';
import { deliveryError } from '../http/delivery-error.ts';
import { checkIntro, checkSummary, groupLine, probeLine } from '../render/check-page.ts';
import { checkJson, checkJunit } from '../render/check-report.ts';
import { jsonDocument } from '../render/json.ts';
import { publicKeyText } from '../signatures/public-key.ts';
import { checkKit } from './support/check-kit.ts';
import { checkedPath, MOST_WAIT, repeatCommand, type CheckOptions } from './support/check-options.ts';
import { checkSamples } from './support/check-samples.ts';
import { eventCounter, type EventCounter } from './support/event-counter.ts';
import { sendSettings, type SendSettings } from './support/listen-options.ts';
import { printProbe } from './support/print-probe.ts';
import { guardTarget } from './support/remote-guard.ts';
import { reportFile } from './support/report-file.ts';
import { note, openSession, warn, type Session } from './support/session.ts';
import { signingEndpoint } from './support/signing-endpoint.ts';

/** `check`: fires the battery at a receiver and grades it; exit 1 where a probe failed. */
export async function run(context: CommandContext<CheckOptions>, text: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const plan = await planOf(session, options, text);
  const { print, ca } = options;
  if (print !== undefined) return printProbe(session, { ...plan, id: print, ca });
  await guardTarget(plan.target, options, io);
  const report = options.junit === undefined ? null : await reportFile('--junit', options.junit, io.cwd);
  const count = await eventCounter(session, options, plan.settings);
  tell(session, plan);
  const done = await carryOut(session, plan, count);
  const repeat = repeatCommand(text, options);
  if (session.json) io.stdout.write(jsonDocument(checkJson(done, repeat)));
  else io.stdout.write(checkSummary(done, { style: session.style, repeat }));
  await report?.write(checkJunit(done, repeat));
  return isRight(done) ? EXIT.done : EXIT.no;
}

/** What is asked, and all it takes. */
export interface CheckPlan {
  readonly target: Target;
  readonly endpoint: Endpoint;
  readonly settings: SendSettings;
  readonly kit: Kit;
  readonly all: readonly Probe[];
  readonly probes: readonly Probe[];
}

async function planOf(session: Session, options: CheckOptions, text: string): Promise<CheckPlan> {
  const target = requireTarget(text);
  const settings = await sendSettings({ ...options, timeout: options.timeout ?? MOST_WAIT }, session.io.cwd);
  if (settings.timeoutMs === 0)
    throw usageError('--timeout 0: a check must come to its end', 'For example: --timeout 30s');
  const chosen = await signingEndpoint(session, options);
  const path = checkedPath(target, chosen);
  const endpoint = { ...chosen, url: options.url ?? chosen.url ?? `${target.origin}${path}` };
  const samples = await checkSamples(session, { provider: endpoint.provider, data: options.data });
  const kit = checkKit({
    endpoint,
    path,
    samples,
    extraHeaders: settings.extraHeaders,
    target: { isSecure: target.protocol === 'https:', isRemote: (await checkTarget(target)) === 'remote' },
    now: session.io.now,
  });
  requireSignable(kit, samples[0].isBorrowed);
  const all = battery(kit);
  const probes = selectProbes(all, { only: options.only, skip: options.skip });
  return { target, endpoint, settings, kit, all, probes };
}

/** Some providers sign fields of the body, which only an event of theirs has. */
function requireSignable(kit: Kit, isBorrowed: boolean): void {
  try {
    kit.event();
  } catch (error) {
    if (!(error instanceof CliError) || !isBorrowed || !/\bbody\b/.test(error.message)) throw error;
    const hint = `There is no sample of ${kit.provider.name}: give an event of your own with --data <file>. ${error.hint}`;
    throw usageError(error.message, hint);
  }
}

function tell(session: Session, { endpoint, target, probes }: CheckPlan): void {
  const { provider, secrets, secretSource } = endpoint;
  note(session, checkIntro({ target: target.origin, provider: provider.title, probes: probes.length }));
  if (secretSource.kind !== 'generated') return;
  const key = publicKeyText(provider.scheme, secrets[0] as string);
  warn(
    session,
    key === undefined
      ? 'no secret is set, so a generated one signs: give your app the same (webhook-cli secret --reveal), or set WEBHOOK_SECRET here'
      : `no secret is set, so a generated key signs: give your app its public half instead of ${provider.name}'s: ${key}`,
  );
}

async function carryOut(session: Session, plan: CheckPlan, count: EventCounter | null): Promise<CheckRun> {
  const { io } = session;
  const { target, endpoint, kit, probes } = plan;
  const wire = wireOf(plan);
  let isInterrupted = false;
  void io.interrupted.then(() => {
    isInterrupted = true;
    wire.close();
  });
  const start = clock();
  const output = await runCheck({
    probes,
    kit,
    wire,
    count,
    clock,
    secrets: endpoint.secrets,
    now: io.now,
    random: Math.random,
    isStopped: () => isInterrupted || io.stdout.isBroken,
    emit: session.json ? () => undefined : liveLines(session),
  });
  if (output.kind === 'unreachable') throw unreachable(target, output.error);
  const { ending, results } = output;
  const durationMs = clock() - start;
  return { target: target.origin, provider: endpoint.provider.name, ending, results, durationMs };
}

function clock(): number {
  return performance.now();
}

function wireOf({ target, settings }: CheckPlan): Wire {
  return openWire({
    ...settings,
    target,
    clock,
    lookup: guardedLookup(settings.allowRemote),
    explain: (error) => deliveryError(error, target.hostname),
  });
}

/** A line per probe as soon as it ended, under the name of its group; one for all that were not sent. */
function liveLines({ io, style }: Session): (result: ProbeResult) => void {
  let group = '';
  let isSilent = false;
  return (result) => {
    const isUnsent = result.outcome === 'skip' && result.found.startsWith(NOT_SENT);
    if (isUnsent && isSilent) return;
    if (group !== result.group) io.stdout.write(groupLine(result.group, { style, isFirst: group === '' }));
    group = result.group;
    io.stdout.write(probeLine(isUnsent ? { ...result, id: 'the rest' } : result, style));
    isSilent = isUnsent;
  };
}

function unreachable(target: Target, error: { code: string; message: string }) {
  const hint =
    error.code === 'tls'
      ? 'A provider would not trust it either. --ca <file> names its authority; --insecure goes on without trust.'
      : 'Start your app, or name another target: a port (3000), :3000/path, host:port/path or a URL.';
  return environmentError(`nothing was sent to ${target.origin}: ${error.message}`, hint);
}
