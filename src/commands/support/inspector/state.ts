import { readListenState, type ListenState } from '../../../config/listen-state.ts';
import type { EventStore, TypeCount } from '../../../core/ports.ts';
import type { PathNewsJson, StateJson } from '../../../inspector/wire.ts';
import { sessionEndpoints } from '../session.ts';
import { quietSession, type InspectorParts } from './parts.ts';

/** More types than a filter can show. */
const MOST_TYPES = 200;

/** Counts types, but not again while no event came: in a long log that takes a moment. */
export function createTypeCounter(store: EventStore): () => TypeCount[] {
  let at = -1;
  let types: TypeCount[] = [];
  return () => {
    const { event } = store.changes(null).position;
    if (event !== at) types = store.countTypes();
    at = event;
    return types;
  };
}

/** What the state is made from besides the project. */
interface StateParts extends InspectorParts {
  readonly history: readonly PathNewsJson[];
  countTypes(): TypeCount[];
}

/** How the project's listener is, whoever runs it, and what the log holds. */
export async function inspectorState(parts: StateParts): Promise<StateJson> {
  const { history } = parts;
  const listener = await readListenState(parts.session.project);
  const types = parts.countTypes();
  return {
    listener: listener === undefined ? null : listenerJson(listener),
    endpoints: listener?.endpoints.map(endpointJson) ?? (await configured(parts)),
    history,
    total: types.reduce((sum, { count }) => sum + count, 0),
    types: types.slice(0, MOST_TYPES),
  };
}

function listenerJson({
  localUrl,
  publicUrl,
  target,
  startedAt,
  tunnel,
}: ListenState): StateJson['listener'] {
  return { localUrl, publicUrl, target, startedAt, tunnel };
}

function endpointJson({ name, path, provider, target }: ListenState['endpoints'][number]) {
  return { name, path, provider, target };
}

async function configured(parts: InspectorParts): Promise<StateJson['endpoints']> {
  const endpoints = await sessionEndpoints(quietSession(parts.session).session);
  return endpoints.map(({ name, path, provider, target }) => ({
    name,
    path,
    provider: provider.name,
    target: target === null ? null : `${target.origin}${target.path ?? ''}`,
  }));
}
