import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventDraft } from '../support/event-draft.ts';
import { answered } from '../support/store-attempt.ts';
import { otherConnection, testStore } from '../support/store-folder.ts';

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('an event comes back as it was stored', async () => {
  const store = testStore();
  const draft = eventDraft({
    type: 'order.paid',
    providerEventId: 'evt_1',
    path: '/wh?a=%20b&a=é',
    origin: 'tunnel',
  });
  const stored = await store.append(draft);
  expect(stored).toEqual({
    id: 1,
    receivedAt: draft.receivedAt,
    endpoint: 'default',
    provider: 'store',
    method: 'POST',
    path: draft.path,
    type: 'order.paid',
    providerEventId: 'evt_1',
    contentType: 'application/json',
    headers: draft.headers,
    size: draft.body.length,
    bodySha256: sha256(draft.body),
    signature: { status: 'valid', secret: 0 },
    duplicateOf: null,
    origin: 'tunnel',
    outcome: 'pending',
  });
  expect(store.find(1)).toEqual(stored);
  expect(store.latest(0)).toEqual(stored);
});

test('a verdict that is not valid keeps its reason', async () => {
  const store = testStore();
  const signature = { status: 'invalid', reason: 'mismatch', explanation: 'other bytes' } as const;
  const stored = await store.append(eventDraft({ signature }));
  expect(stored.signature).toEqual(signature);
  expect(store.find(stored.id)?.signature).toEqual(signature);
});

test('an event is committed when its promise resolves', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const count = otherConnection(store.file)
    .prepare('SELECT count(*) FROM events JOIN bodies ON event_id = id')
    .pluck();
  expect(count.get()).toBe(1);
});

test('every byte and no byte are kept', async () => {
  const store = testStore();
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const [first, second] = await Promise.all(
    [all, Buffer.alloc(0)].map((body) => store.append(eventDraft({ body }))),
  );
  expect(store.body(first?.id ?? 0)).toEqual(all);
  expect(store.body(second?.id ?? 0)).toEqual(Buffer.alloc(0));
});

test('a thousand random bodies are kept byte for byte', async () => {
  const store = testStore();
  const bodies = Array.from({ length: 1000 }, (_, n) => randomBytes((n * 37) % 5000));
  const events = await Promise.all(bodies.map((body) => store.append(eventDraft({ body }))));
  expect(events.map((event) => event.id)).toEqual(bodies.map((_, n) => n + 1));
  expect(events.map((event) => sha256(store.body(event.id)))).toEqual(bodies.map(sha256));
  expect(events.map((event) => event.bodySha256)).toEqual(bodies.map(sha256));
});

test('headers keep their order, case, copies and names of any kind', async () => {
  const store = testStore();
  const headers = [
    ['__proto__', 'polluted'],
    ['X-Twice', 'a'],
    ['x-twice', 'b'],
    ['constructor', '\u00e9\u00ff "quoted" \\'],
    ['Empty', ''],
  ] as const;
  const stored = await store.append(eventDraft({ headers }));
  expect(stored.headers).toEqual(headers);
  expect(store.find(stored.id)?.headers).toEqual(headers);
  expect(stored.contentType).toBeNull();
});

test('text that could be taken for SQL, and text without UTF-8, change nothing', async () => {
  const store = testStore();
  const type = "'; DROP TABLE events;-- \0 \ud800 \u{1f600}";
  const stored = await store.append(eventDraft({ type, providerEventId: '\udfff' }));
  expect(stored).toMatchObject({ type: type.replace('\ud800', '\ufffd'), providerEventId: '\ufffd' });
  expect(store.find(stored.id)).toEqual(stored);
});

test('of a hundred copies at once exactly one is the first', async () => {
  const store = testStore();
  const copies = Array.from({ length: 100 }, () => store.append(eventDraft({ providerEventId: 'evt_1' })));
  const events = await Promise.all(copies);
  const firsts = events.filter((event) => event.duplicateOf === null);
  expect(firsts).toHaveLength(1);
  expect(events.filter((event) => event.duplicateOf === firsts[0]?.id)).toHaveLength(99);
  expect(events.map((event) => store.find(event.id))).toEqual(events);
});

test('the same id at another endpoint or provider is another event', async () => {
  const store = testStore();
  const drafts = [{}, { endpoint: 'other' }, { provider: 'other' }, {}].map((difference) =>
    eventDraft({ providerEventId: 'evt_1', ...difference }),
  );
  const events = await Promise.all(drafts.map((draft) => store.append(draft)));
  expect(events.map((event) => event.duplicateOf)).toEqual([null, null, null, 1]);
});

test('events without an id are never copies', async () => {
  const store = testStore();
  const events = await Promise.all([eventDraft(), eventDraft()].map((draft) => store.append(draft)));
  expect(events.map((event) => event.duplicateOf)).toEqual([null, null]);
});

test('a forged or rejected event neither claims an id nor counts as a copy', async () => {
  const store = testStore();
  const unproven = { reason: 'mismatch', explanation: 'other bytes' } as const;
  const differences = [
    { signature: { status: 'invalid', ...unproven } },
    { signature: { status: 'missing', ...unproven } },
    { outcome: 'rejected' },
    {},
    { signature: { status: 'invalid', ...unproven } },
    { signature: { status: 'unchecked', ...unproven } },
  ] as const;
  const drafts = differences.map((difference) => eventDraft({ providerEventId: 'evt_1', ...difference }));
  const events = await Promise.all(drafts.map((draft) => store.append(draft)));
  expect(events.map((event) => event.duplicateOf)).toEqual([null, null, null, null, null, 4]);
});

test('single events are found by id, by place and by the id of the provider', async () => {
  const store = testStore();
  const drafts = ['evt_1', 'evt_2', 'evt_1'].map((providerEventId) => eventDraft({ providerEventId }));
  await Promise.all(drafts.map((draft) => store.append(draft)));
  expect(store.findByProviderEventId('evt_1')?.id).toBe(3);
  expect(store.findByProviderEventId('evt_2')?.id).toBe(2);
  expect(store.findByProviderEventId('nobody')).toBeUndefined();
  expect([0, 1, 2, 3].map((back) => store.latest(back)?.id)).toEqual([3, 2, 1, undefined]);
  expect([0, -1, 4, 1.5, Number.NaN].map((id) => store.find(id))).toEqual(Array(5).fill(undefined));
});

test('the body of an unknown event is a RangeError', () => {
  const store = testStore();
  expect(() => store.body(7)).toThrow(RangeError);
  expect(() => store.answerBody(7, 1)).toThrow(RangeError);
  expect(store.attempts(7)).toEqual([]);
});

test('an event may be stored between two attempts of another', async () => {
  const store = testStore();
  await store.append(eventDraft());
  await Promise.all([
    store.recordAttempt(1, answered(500)),
    store.append(eventDraft()),
    store.recordAttempt(1, answered(200)),
  ]);
  expect(store.latest(0)?.id).toBe(2);
  expect(store.attempts(1).map((attempt) => attempt.status)).toEqual([500, 200]);
});
