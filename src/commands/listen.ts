import { EXIT, CliError, usageError, type ExitCode } from '../core/errors.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonReporter, terminalReporter, type ListenReporter } from '../render/listen-reporter.ts';
import { secretProblem } from '../signatures/usable-secret.ts';
import { ackFrom, type AckOptions } from './support/ack-options.ts';
import { chaosFrom, chaosNote, type ChaosOptions } from './support/chaos-options.ts';
import type { Chaos } from './support/delivering.ts';
import {
  listenInspector,
  type InspectorOptions,
  type ListenInspector,
} from './support/inspector/open-inspector.ts';
import { maxBodyFrom, portFrom, sendSettings, type SendOptions } from './support/listen-options.ts';
import { startListener, type Listener } from './support/listener.ts';
import { chooseTunnel, type TunnelOptions } from './support/open-tunnel.ts';
import { keepReadyFile, type ReadyFile } from './support/ready-file.ts';
import { reportTunnel } from './support/report-tunnel.ts';
import { guardTarget } from './support/remote-guard.ts';
import { note, openSession, sessionEndpoints, type Session } from './support/session.ts';

export interface ListenOptions
  extends SendOptions, TunnelOptions, InspectorOptions, AckOptions, ChaosOptions {
  readonly provider?: string;
  readonly secretEnv?: string[];
  readonly endpointPath?: string;
  readonly events?: string[];
  readonly forwardInvalid?: boolean;
  readonly forwardHandshakes?: boolean;
  readonly port?: string;
  readonly maxBody?: string;
  readonly quiet?: boolean;
  readonly readyFile?: string;
}

/** `listen`: receive, verify, store, forward, show, until Ctrl-C. */
export async function run(context: CommandContext<ListenOptions>, target?: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const settings = await sendSettings(options, io.cwd);
  const tunnel = await chooseTunnel(session, options);
  const maxBodyBytes = maxBodyFrom(options.maxBody);
  const port = portFrom(options.port);
  const inspectorPort = portFrom(options.inspectorPort, '--inspector-port');
  const endpoints = await sessionEndpoints(session, { ...options, target });
  refuseUnusableSecrets(endpoints);
  await guardEndpoints(endpoints, options, session);
  const ack = ackFrom(options, endpoints);
  const chaos = chaosOf(session, options);
  const shown = await withSpinner(reporterFor(session, options.quiet === true), session, tunnel !== null);
  const ready = await readyFileFor(shown, options.readyFile, io.cwd);
  const inspector = listenInspector(ready.reporter, io.now);
  const { reporter } = inspector;
  const interrupted = io.interrupted;
  const listener = await startListener({
    session,
    endpoints,
    settings,
    reporter,
    maxBodyBytes,
    port,
    forwardInvalid: options.forwardInvalid === true,
    forwardHandshakes: options.forwardHandshakes === true,
    secretEnv: options.secretEnv ?? null,
    ack,
    chaos,
  });
  if (options.inspector !== false) {
    await inspect({ session, listener, inspector, options, port: inspectorPort });
  }
  const path = reportTunnel({
    session,
    listener,
    reporter,
    tunnel,
    mustOpen: options.requireTunnel === true,
  });
  try {
    const ended = await Promise.race([interrupted, listener.failed, path.failed, ready.failed]);
    if (ended instanceof CliError) throw ended;
  } finally {
    await ready.end();
    await path.stop();
    reporter.end();
    await inspector.stop();
    await listener.stop();
  }
  sayGoodbye(session, listener, options.quiet === true);
  return EXIT.done;
}

function chaosOf(session: Session, options: ListenOptions): Chaos | null {
  const chaos = chaosFrom(options);
  if (chaos === null && options.seed !== undefined)
    throw usageError(
      '--seed needs --chaos: there is nothing else to decide',
      'Add --chaos, or leave it out.',
    );
  if (chaos !== null && options.ack === true && chaos.spec.reorder > 0)
    throw usageError('--ack delivers in order: reorder cannot go with it', 'Take reorder out of --chaos.');
  if (chaos !== null) note(session, chaosNote(chaos, options.chaos as string));
  return chaos;
}

interface Inspecting {
  readonly session: Session;
  readonly listener: Listener;
  readonly inspector: ListenInspector;
  readonly options: ListenOptions;
  readonly port: number | undefined;
}

/** Opens the page over what the listener stores. @throws CliError (exit 2) */
async function inspect({ listener, inspector, ...parts }: Inspecting): Promise<void> {
  const { store, targetPorts: avoidPorts } = listener;
  const url = await inspector.open({ ...parts, store, avoidPorts }).catch(async (error: unknown) => {
    await listener.stop();
    throw error;
  });
  await listener.inspectedAt(url);
}

/** With a secret in the wrong form nothing would ever verify. @throws CliError (exit 2) */
function refuseUnusableSecrets(endpoints: readonly Endpoint[]): void {
  for (const { name, provider, secrets, secretSource } of endpoints) {
    if (secretSource.kind === 'generated') continue;
    for (const [index, secret] of secrets.entries()) {
      const form = secretProblem(provider.scheme, secret);
      if (form === undefined) continue;
      throw usageError(
        `endpoint ${name}: the secret from ${secretSource.from[index]} is empty, or not in the form ${provider.title} uses: ${form}`,
        `What ${provider.name} needs: webhook-cli providers ${provider.name}`,
      );
    }
  }
}

async function guardEndpoints(
  endpoints: readonly Endpoint[],
  options: SendOptions,
  session: Session,
): Promise<void> {
  for (const { target } of endpoints) if (target !== null) await guardTarget(target, options, session.io);
}

function reporterFor(session: Session, quiet: boolean): ListenReporter {
  const { io, style, noteStyle, json } = session;
  if (json) return jsonReporter(io.stdout);
  const isDumb = io.env['TERM'] === 'dumb';
  return terminalReporter({ stdout: io.stdout, stderr: io.stderr, style, noteStyle, quiet, isDumb });
}

function readyFileFor(
  reporter: ListenReporter,
  name: string | undefined,
  cwd: string,
): Promise<ReadyFile> | ReadyFile {
  if (name !== undefined) return keepReadyFile(name, cwd, reporter);
  return { reporter, failed: new Promise(() => undefined), end: () => Promise.resolve() };
}

function sayGoodbye(session: Session, listener: Listener, quiet: boolean): void {
  if (quiet || session.json) return;
  const { received, delivered } = listener.counts();
  const waiting = listener.waitedFor();
  const kept =
    waiting === 0
      ? 'everything is kept: webhook-cli list'
      : `${waiting} still to be delivered: start listen --ack again`;
  note(session, `Stopped. ${received} received, ${delivered} delivered; ${kept}`);
}

/** While the public URL is being opened, a terminal shows that something happens. */
async function withSpinner(
  reporter: ListenReporter,
  session: Session,
  isOpening: boolean,
): Promise<ListenReporter> {
  const { stderr, env } = session.io;
  // A terminal that tells no width makes the spinner count lines without end.
  const isTerminal = stderr.isTty && (stderr.columns ?? 0) > 0 && env['TERM'] !== 'dumb';
  if (!isOpening || session.json || !isTerminal) return reporter;
  const { spin } = await import('../render/spinner.ts');
  const end = spin('Opening the public URL');
  const ending =
    <A extends unknown[]>(tell: (...args: A) => void) =>
    (...args: A): void => {
      end();
      tell(...args);
    };
  return {
    ready: ending(reporter.ready),
    signal: ending(reporter.signal),
    tunnel: ending(reporter.tunnel),
    warning: ending(reporter.warning),
    end: ending(reporter.end),
    status: reporter.status,
  };
}
