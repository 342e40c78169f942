import type { Endpoint } from '../../core/endpoint.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { EventStore } from '../../core/ports.ts';
import type { PipelineSignal } from '../../core/signal.ts';
import { deliveryHistory } from './delivery-history.ts';
import { createDiagnosisThread } from './diagnosis-thread.ts';
import { knownSecrets } from './known-secrets.ts';
import type { Session } from './session.ts';

/** Passes signals on; one that tells of a refused signature waits until it is known why. */
export interface SignatureExplainer {
  signal(signal: PipelineSignal): void;
  /** Whatever still waits is passed on without a diagnosis. */
  close(): Promise<void>;
}

/** What an explainer is made from. */
export interface ExplainerParts {
  readonly session: Session;
  readonly endpoints: readonly Endpoint[];
  readonly store: EventStore;
  /** The URL that an event at a path was signed with, for schemes that sign it. */
  urlOf(endpoint: Endpoint, path: string): string;
  /** Where signals go. */
  tell(signal: PipelineSignal): void;
}

type Settled = Extract<PipelineSignal, { kind: 'settled' }>;

/** The most bytes hashed for one line of `listen`. */
const BUDGET_BYTES = 64 * 1024 * 1024;

/** Explains refused signatures while `listen` runs. Nothing waits for it: the sender has its answer. */
export function explainSignatures(parts: ExplainerParts): SignatureExplainer {
  const thread = createDiagnosisThread();
  const running = new Set<Promise<void>>();
  const explain = async (settled: Settled): Promise<void> => {
    // The signal comes before the answer is written: the body is read from the log after it.
    await new Promise((resolve) => setImmediate(resolve));
    const job = await jobFor(parts, settled.event).catch(() => undefined);
    const diagnosis = job === undefined ? undefined : await thread.ask(job).catch(() => undefined);
    parts.tell(diagnosis === undefined ? settled : { ...settled, diagnosis });
  };
  return {
    signal: (signal) => {
      if (signal.kind !== 'settled' || !isRefused(signal.event)) return parts.tell(signal);
      const explained = explain(signal).finally(() => running.delete(explained));
      running.add(explained);
    },
    close: async () => {
      await thread.close();
      await Promise.all(running);
    },
  };
}

function isRefused({ signature, outcome }: StoredEvent): boolean {
  return outcome === 'rejected' && (signature.status === 'invalid' || signature.status === 'missing');
}

async function jobFor({ session, endpoints, store, urlOf }: ExplainerParts, event: StoredEvent) {
  const endpoint = endpoints.find(({ name }) => name === event.endpoint);
  if (endpoint === undefined) return undefined;
  const { method, path, headers, receivedAt } = event;
  return {
    request: { method, path, headers, body: store.body(event.id) },
    provider: endpoint.provider,
    secrets: await knownSecrets(session, endpoint, endpoints),
    url: urlOf(endpoint, path),
    now: receivedAt,
    history: deliveryHistory(store, event, endpoint.provider.scheme),
    budgetBytes: BUDGET_BYTES,
  };
}
