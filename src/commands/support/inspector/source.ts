import type { StoredEvent } from '../../../core/event.ts';
import type { InspectorSource } from '../../../inspector/source.ts';
import type { PathNewsJson, WhyJson } from '../../../inspector/wire.ts';
import { whyJson } from '../../../render/why-page.ts';
import { listSamples } from '../../../samples/catalogue.ts';
import { createDiagnosisThread } from '../diagnosis-thread.ts';
import { explainEvent } from '../explain-event.ts';
import { sampleRoots } from '../find-sample.ts';
import { compareAny } from './compare.ts';
import { detailJson, plainHeaders } from './event-json.ts';
import { diagnoseBeside } from './explain.ts';
import { listEvents } from './list-events.ts';
import { quietSession, type InspectorParts } from './parts.ts';
import { replayOne } from './replay-one.ts';
import { createTypeCounter, inspectorState } from './state.ts';
import { samplePayload, triggerOne } from './trigger-one.ts';
import { writeEvent } from './write-event.ts';

/** Everything the inspector shows and does, over one log. */
export function inspectorSource(
  parts: InspectorParts,
  history: readonly PathNewsJson[],
): InspectorSource & { close(): Promise<void> } {
  const { store } = parts;
  const { session } = quietSession(parts.session);
  const countTypes = createTypeCounter(store);
  const thread = createDiagnosisThread();
  const explaining = { session, store, diagnose: diagnoseBeside(thread) };
  const at = <T>(id: number, then: (event: StoredEvent) => T): T | undefined => {
    const event = store.find(id);
    return event === undefined ? undefined : then(event);
  };
  return {
    state: () => inspectorState({ ...parts, history, countTypes }),
    list: (query) => listEvents(store, query, session.io.now()),
    detail: (id) => at(id, (event) => detailJson(store, event)),
    headers: (id) => at(id, ({ headers }) => plainHeaders(headers)),
    body: (id) => at(id, () => store.body(id)),
    answer: (id, n) => (store.attempts(id).some((one) => one.n === n) ? store.answerBody(id, n) : undefined),
    why: async (id) =>
      at(id, async (event) => whyJson(await explainEvent(explaining, event)) as unknown as WhyJson),
    written: async (id, form) => at(id, (event) => writeEvent({ session, store }, event, form)),
    diff: (compared) => compareAny({ session, store }, compared),
    samples: async () =>
      (await listSamples(sampleRoots(session))).map(({ provider, type }) => ({ provider, type })),
    sample: (provider, type) => samplePayload(session, provider, type),
    replay: async (id, request) => at(id, (event) => replayOne(parts, event, request)),
    trigger: (request) => triggerOne(parts, request),
    changes: (since) => store.changes(since),
    close: () => thread.close(),
  };
}
