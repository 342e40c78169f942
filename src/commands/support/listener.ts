import { randomBytes } from 'node:crypto';
import { readListenState, type ListenState } from '../../config/listen-state.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { environmentError, usageError, type CliError } from '../../core/errors.ts';
import { arrivalOf, EVENT_HEADER } from '../../core/origin.ts';
import { createPipeline } from '../../core/pipeline.ts';
import type { EventStore } from '../../core/ports.ts';
import type { Provider } from '../../core/provider.ts';
import type { PathStatus } from '../../core/public-path.ts';
import type { Reply } from '../../core/reply.ts';
import type { PipelineSignal } from '../../core/signal.ts';
import { createForwarder, type Forwarder } from '../../http/forwarder.ts';
import { relayHeaders } from '../../http/header-rules.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../http/receiver.ts';
import { identify } from '../../providers/identify.ts';
import { statusJson, type ListenReporter } from '../../render/listen-reporter.ts';
import { isSameText } from '../../signatures/same-text.ts';
import { createProbe, type Probe } from '../../tunnels/probe.ts';
import { explainSignatures, type SignatureExplainer } from './explain-signatures.ts';
import { judgeBy } from './judge.ts';
import { liveEndpoints } from './live-endpoints.ts';
import type { SendSettings } from './listen-options.ts';
import { openLog, warn, type Session } from './session.ts';
import { tellState } from './tell-state.ts';

/** What a listener is made from. */
export interface ListenerParts {
  readonly session: Session;
  readonly endpoints: readonly Endpoint[];
  readonly settings: SendSettings;
  readonly reporter: ListenReporter;
  readonly maxBodyBytes: number;
  /** Undefined takes 4400 or the next free one. */
  readonly port: number | undefined;
  readonly forwardInvalid: boolean;
  readonly forwardHandshakes: boolean;
  readonly secretEnv: readonly string[] | null;
}

/** The running listener. */
export interface Listener {
  readonly port: number;
  readonly localUrl: string;
  /** Where events go, as one text; null where they are only captured. */
  readonly target: string | null;
  readonly probe: Probe;
  /** Resolves when nothing can be stored any more. */
  readonly failed: Promise<CliError>;
  counts(): { received: number; delivered: number };
  /** Whose events come in. */
  readonly providers: readonly Provider[];
  readonly store: EventStore;
  /** Ports of this machine that events are forwarded to. */
  readonly targetPorts: readonly number[];
  /** Tells other commands where the inspector is. */
  inspectedAt(url: string | null): Promise<void>;
  /** Tells other commands how the public path is. */
  publish(status: PathStatus): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_PORT = 4400;

/** Puts store, receiver, pipeline and forwarder together and starts to receive. */
export async function startListener(parts: ListenerParts): Promise<Listener> {
  const { session, endpoints } = parts;
  const running = await readListenState(session.project);
  if (running !== undefined)
    warn(session, `another listener of this project runs at ${running.localUrl}; trigger will use this one`);
  const failure = withResolvers<CliError>();
  const store = await openLog(session, (error) => failure.resolve(storageFailed(error)));
  const forwarder = createForwarder({ ...parts.settings, now: session.io.now });
  const token = randomBytes(24).toString('base64url');
  /** What senders call us; some schemes sign it. */
  const origin: { public: string | null; local: string } = { public: null, local: '' };
  const urlOf = (endpoint: Endpoint, path: string): string =>
    endpoint.url ?? `${origin.public ?? origin.local}${path}`;
  const live = liveEndpoints(session, endpoints);
  const probe = createProbe();
  const tally = { received: 0, delivered: 0 };
  const explainer = explainSignatures({
    session,
    endpoints: live.all,
    store,
    urlOf,
    tell: parts.reporter.signal,
  });
  const emit = (signal: PipelineSignal): void => {
    if (signal.kind === 'stored') tally.received += 1;
    if (signal.kind === 'settled' && signal.event.outcome === 'delivered') tally.delivered += 1;
    explainer.signal(signal);
  };
  const pipeline = createPipeline({
    endpoints: live.all,
    store,
    verify: (endpoint, request) => {
      return judgeBy(endpoint, request, { now: session.io.now(), url: urlOf(endpoint, request.path) });
    },
    identify: (endpoint, request) => identify(endpoint.provider, request),
    deliver: (request, target) => forwarder.send(request, target),
    relay: (answer) => ({ ...answer, headers: relayHeaders(answer.headers) }),
    emit,
    forwardInvalid: parts.forwardInvalid,
    handshake: live.handshake,
    forwardHandshakes: parts.forwardHandshakes,
  });
  const handle = async (request: ReceivedRequest): Promise<Reply> => {
    const mirrored = probe.mirror(request);
    if (mirrored !== undefined) return mirrored;
    const publicHost = origin.public === null ? null : new URL(origin.public).host;
    const known = { isToken: (text: string) => isSameText(text, token), publicHost };
    const handled = await pipeline({ ...request, ...arrivalOf(request.headers, known) });
    const isOurs = arrivalOf(request.headers, known).origin === 'trigger';
    return isOurs && handled.eventId !== null ? numbered(handled.reply, handled.eventId) : handled.reply;
  };
  const receiver = await receive(parts, { probe, handle }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const localUrl = `http://localhost:${receiver.port}`;
  origin.local = localUrl;
  let state = stateOf(parts, { localUrl, token, probePath: probe.path });
  const told = await tellState(session.project, state);
  return {
    port: receiver.port,
    localUrl,
    target: targetText(endpoints),
    probe,
    failed: failure.promise,
    counts: () => tally,
    providers: endpoints.map(({ provider }) => provider),
    publish: (status) => {
      const isOpen = status.state === 'up' || status.state === 'degraded';
      const publicUrl = isOpen ? status.publicUrl : null;
      origin.public = publicUrl;
      state = { ...state, publicUrl, tunnel: statusJson(status) };
      return told.write(state);
    },
    store,
    targetPorts: ownTargetPorts(endpoints),
    inspectedAt: (inspectorUrl) => {
      state = { ...state, inspectorUrl };
      return told.write(state);
    },
    stop: async () => {
      await told.end();
      await stop({ receiver, forwarder, explainer, closeStore: () => store.close() });
    },
  };
}

function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

function storageFailed(error: Error): CliError {
  return environmentError(
    `the log cannot be written any more: ${error.message}`,
    'Nothing is accepted until that is mended; what was answered 2xx is stored.',
    error,
  );
}

/** `trigger` learns under which number its event stands; nobody else is told. */
function numbered(reply: Reply, eventId: number): Reply {
  return { ...reply, headers: [...reply.headers, [EVENT_HEADER, String(eventId)]] };
}

async function receive(
  parts: ListenerParts,
  { probe, handle }: { probe: Probe; handle: (request: ReceivedRequest) => Promise<Reply> },
): Promise<Receiver> {
  const avoidPorts = ownTargetPorts(parts.endpoints);
  if (parts.port !== undefined && avoidPorts.includes(parts.port)) {
    throw usageError(
      `port ${parts.port} is the target's: the listener would forward to itself`,
      'Choose another --port.',
    );
  }
  return startReceiver({
    port: parts.port ?? DEFAULT_PORT,
    portMayMove: parts.port === undefined,
    avoidPorts,
    maxBodyBytes: parts.maxBodyBytes,
    control: (head) => probe.answer(head),
    handle,
    notify: (message) => parts.reporter.warning(message),
    now: parts.session.io.now,
  });
}

function ownTargetPorts(endpoints: readonly Endpoint[]): number[] {
  const local = /^(localhost|127\..*|::1|0\.0\.0\.0|\[?::1?\]?)$/i;
  return endpoints.flatMap(({ target }) =>
    target !== null && local.test(target.hostname) ? [target.port] : [],
  );
}

/** All targets as one text. */
function targetText(endpoints: readonly Endpoint[]): string | null {
  const texts = endpoints.flatMap(({ target }) =>
    target === null ? [] : [`${target.origin}${target.path ?? ''}`],
  );
  return texts.length === 0 ? null : [...new Set(texts)].join(', ');
}

function stateOf(
  parts: ListenerParts,
  { localUrl, token, probePath }: { localUrl: string; token: string; probePath: string },
): ListenState {
  const { endpoints, session, secretEnv } = parts;
  return {
    pid: process.pid,
    startedAt: new Date(session.io.now()).toISOString(),
    localUrl,
    publicUrl: null,
    inspectorUrl: null,
    tunnel: null,
    target: targetText(endpoints),
    token,
    probePath,
    endpoints: endpoints.map(({ name, path, provider, target }) => ({
      name,
      path,
      provider: provider.name,
      secretEnv: secretEnv === null ? null : [...secretEnv],
      target: target === null ? null : `${target.origin}${target.path ?? ''}`,
    })),
  };
}

interface Running {
  readonly receiver: Receiver;
  readonly forwarder: Forwarder;
  readonly explainer: SignatureExplainer;
  closeStore(): Promise<void>;
}

async function stop({ receiver, forwarder, explainer, closeStore }: Running): Promise<void> {
  await receiver.close();
  await forwarder.close();
  await explainer.close();
  await closeStore();
}
