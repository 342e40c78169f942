import { randomBytes } from 'node:crypto';
import { readListenState } from '../../config/listen-state.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { environmentError, usageError, type CliError } from '../../core/errors.ts';
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
import type { OpenedStore } from '../../store/open-store.ts';
import { createProbe, type Probe } from '../../tunnels/probe.ts';
import { createDelivering, type Chaos } from './delivering.ts';
import { explainSignatures, type SignatureExplainer } from './explain-signatures.ts';
import { judgeBy } from './judge.ts';
import { liveEndpoints } from './live-endpoints.ts';
import type { SendSettings } from './listen-options.ts';
import { createDoor, urlAt, type Address } from './listener-door.ts';
import { ownTargetPorts, stateOf, targetText } from './listener-state.ts';
import { openLog, warn, type Session } from './session.ts';
import { claimSpool, startSpool, tellUndelivered, type AckSettings, type Spool } from './spool.ts';
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
  /** Null: the sender waits for the app. */
  readonly ack: AckSettings | null;
  readonly chaos: Chaos | null;
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
  /** Acknowledged events that were still to be delivered when it stopped; 0 before. */
  waitedFor(): number;
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
  const release = parts.ack === null ? () => undefined : await claimOrClose(session, store);
  if (parts.ack === null) tellUndelivered(session, store);
  const forwarder = createForwarder({ ...parts.settings, now: session.io.now });
  const delivering = createDelivering(forwarder, { chaos: parts.chaos, now: session.io.now });
  let spool: Spool | undefined;
  let waitedFor = 0;
  const token = randomBytes(24).toString('base64url');
  const address: Address = { public: null, local: '' };
  const urlOf = (endpoint: Endpoint, path: string): string => urlAt(address, endpoint, path);
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
    deliver: delivering.deliver,
    // What comes before it runs is in the log already, and found there.
    spool: parts.ack === null ? null : { take: (event) => spool?.take(event) },
    relay: (answer) => ({ ...answer, headers: relayHeaders(answer.headers) }),
    emit,
    forwardInvalid: parts.forwardInvalid,
    handshake: live.handshake,
    forwardHandshakes: parts.forwardHandshakes,
  });
  const handle = createDoor({ pipeline, probe, address, token });
  const receiver = await receive(parts, { probe, handle }).catch(async (error: unknown) => {
    await store.close();
    release();
    throw error;
  });
  if (parts.ack !== null) {
    spool = await startSpool({
      session,
      store,
      endpoints: live.all,
      ack: parts.ack,
      delivering,
      allowRemote: parts.settings.allowRemote,
      emit,
      fail: (error) => failure.resolve(storageFailed(error)),
    });
  }
  const localUrl = `http://localhost:${receiver.port}`;
  address.local = localUrl;
  let state = stateOf(parts, { localUrl, token, probePath: probe.path });
  const told = await tellState(session.project, state);
  return {
    port: receiver.port,
    localUrl,
    target: targetText(endpoints),
    probe,
    failed: failure.promise,
    counts: () => tally,
    waitedFor: () => waitedFor,
    providers: endpoints.map(({ provider }) => provider),
    publish: (status) => {
      const isOpen = status.state === 'up' || status.state === 'degraded';
      const publicUrl = isOpen ? status.publicUrl : null;
      address.public = publicUrl;
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
      delivering.hurry();
      const closeStore = (): Promise<void> => {
        waitedFor = spool?.waiting() ?? 0;
        return store.close();
      };
      await stop({ receiver, forwarder, explainer, spool, closeStore });
      release();
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

async function claimOrClose(session: Session, store: OpenedStore): Promise<() => void> {
  try {
    return claimSpool(session);
  } catch (error) {
    await store.close();
    throw error;
  }
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

interface Running {
  readonly receiver: Receiver;
  readonly forwarder: Forwarder;
  readonly explainer: SignatureExplainer;
  readonly spool: Spool | undefined;
  closeStore(): Promise<void>;
}

async function stop({ receiver, forwarder, explainer, spool, closeStore }: Running): Promise<void> {
  await receiver.close();
  await (spool?.stop(() => forwarder.close()) ?? forwarder.close());
  await explainer.close();
  await closeStore();
}
