import fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meetsCondition, parseCondition, type Condition } from '../../src/core/condition.ts';
import { ORIGINS, OUTCOMES, type EventDraft, type StoredEvent } from '../../src/core/event.ts';
import { matchesAnyGlob } from '../../src/core/glob.ts';
import type { Selection } from '../../src/core/selection.ts';
import { SIGNATURE_STATUSES, type Verdict } from '../../src/core/verdict.ts';
import { PAGE_ROWS } from '../../src/store/limits.ts';
import { openStore, type OpenedStore } from '../../src/store/open-store.ts';
import { eventDraft } from '../support/event-draft.ts';
import { answered } from '../support/store-attempt.ts';
import { otherConnection, testStore } from '../support/store-folder.ts';

const TYPES = ['order.created', 'order.paid', 'customer', null, 'a?c', 'abc', '[ab]', '*', 'ORDER.paid'];
const START = 1_800_000_000_000;
const COUNT = PAGE_ROWS * 3 + 50;

/** Events in which every field varies at its own pace, and time does not follow the ids. */
function variedDraft(i: number): EventDraft {
  const status = pick(SIGNATURE_STATUSES, Math.floor(i / 3));
  return eventDraft({
    type: pick(TYPES, i),
    providerEventId: i % 7 === 0 ? `evt_${i}` : null,
    endpoint: pick(['default', 'billing'], i),
    provider: pick(['store', 'stripe', 'github'], i),
    outcome: pick(OUTCOMES, Math.floor(i / 2)),
    origin: pick(ORIGINS, Math.floor(i / 5)),
    signature: status === 'valid' ? { status, secret: 1 } : unproven(status),
    receivedAt: START + ((i * 37) % COUNT),
    body: Buffer.from(i % 11 === 0 ? `not json ${i}` : JSON.stringify({ n: i, nested: { list: [i % 4] } })),
  });
}

function unproven(status: Exclude<Verdict['status'], 'valid'>): Verdict {
  return { status, reason: 'no-secret', explanation: '' };
}

function pick<T>(values: readonly T[], i: number): T {
  return values[i % values.length] as T;
}

function condition(text: string): Condition {
  return parseCondition(text) as Condition;
}

function ids(events: Iterable<StoredEvent>): number[] {
  return [...events].map((event) => event.id);
}

describe('over many pages', () => {
  let folder: string;
  let store: OpenedStore;
  let all: StoredEvent[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'webhook-cli-store-'));
    store = openStore({ file: join(folder, 'events.db') });
    all = await Promise.all(Array.from({ length: COUNT }, (_, i) => store.append(variedDraft(i))));
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('everything is read once, in either order', () => {
    const oldest = Array.from({ length: COUNT }, (_, i) => i + 1);
    expect(ids(store.select({}, 'oldest'))).toEqual(oldest);
    expect(ids(store.select({}, 'newest'))).toEqual(oldest.toReversed());
    expect([...store.select({}, 'oldest')]).toEqual(all);
  });

  test.each<[string, Selection]>([
    ['types', { types: ['order.paid'] }],
    ['types', { types: ['order.*'] }],
    ['types', { types: ['customer', '*.created'] }],
    ['types', { types: ['*'] }],
    ['types', { types: ['a?c'] }],
    ['types', { types: ['a?*'] }],
    ['types', { types: ['[ab]*'] }],
    ['provider', { provider: 'stripe' }],
    ['endpoint', { endpoint: 'billing' }],
    ['outcomes', { outcomes: ['failed'] }],
    ['outcomes', { outcomes: ['failed', 'rejected'] }],
    ['signatures', { signatures: ['invalid', 'missing'] }],
    ['origins', { origins: ['import'] }],
    ['since', { since: START + 400 }],
    ['until', { until: START + 400 }],
    ['since and until', { since: START + 100, until: START + 101 }],
    ['search', { search: 'evt_14' }],
    ['search', { search: 'NOT JSON' }],
    ['where', { where: [condition('nested.list.0=2'), condition('n>=300')] }],
    ['ids', { idFrom: 190, idTo: 410 }],
    ['one id', { idFrom: 200, idTo: 200 }],
  ])('%s: %o', (_name, selection) => {
    const expected = naive(all, selection);
    expect(expected.length).toBeGreaterThan(0);
    expect(ids(store.select(selection, 'oldest'))).toEqual(expected);
    expect(ids(store.select(selection, 'newest'))).toEqual(expected.toReversed());
  });

  test.each<[string, Selection]>([
    ['no type', { types: [] }],
    ['an unknown type', { types: ['nothing'] }],
    ['no outcome', { outcomes: [] }],
    ['a later time', { since: START + COUNT }],
    ['an earlier time', { until: START }],
    ['later ids', { idFrom: COUNT + 1 }],
    ['ids the wrong way round', { idFrom: 5, idTo: 4 }],
    ['a limit of 0', { limit: 0 }],
  ])('%s selects nothing', (_name, selection) => {
    expect(ids(store.select(selection, 'newest'))).toEqual([]);
  });

  test('any combination gives what a plain filter gives', () => {
    fc.assert(
      fc.property(anySelection(), fc.constantFrom('newest', 'oldest'), (selection, order) => {
        const expected = naive(all, selection);
        const ordered = order === 'oldest' ? expected : expected.toReversed();
        expect(ids(store.select(selection, order))).toEqual(ordered.slice(0, selection.limit));
      }),
      { numRuns: 200 },
    );
  });

  function naive(events: readonly StoredEvent[], selection: Selection): number[] {
    const { types, provider, endpoint, outcomes, signatures, origins, since, until, idFrom, idTo } =
      selection;
    const matches = events.filter(
      (event) =>
        (types === undefined || matchesAnyGlob(types, event.type)) &&
        (provider === undefined || event.provider === provider) &&
        (endpoint === undefined || event.endpoint === endpoint) &&
        (outcomes === undefined || outcomes.includes(event.outcome)) &&
        (signatures === undefined || signatures.includes(event.signature.status)) &&
        (origins === undefined || origins.includes(event.origin)) &&
        (since === undefined || event.receivedAt >= since) &&
        (until === undefined || event.receivedAt < until) &&
        (idFrom === undefined || event.id >= idFrom) &&
        (idTo === undefined || event.id <= idTo) &&
        hasText(event, selection.search) &&
        meetsAll(event, selection.where ?? []),
    );
    return ids(matches);
  }

  function hasText(event: StoredEvent, search: string | undefined): boolean {
    const texts = [event.path, event.type, event.providerEventId, store.body(event.id).toString()];
    const wanted = search?.toLowerCase();
    return wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted) === true);
  }

  function meetsAll(event: StoredEvent, where: readonly Condition[]): boolean {
    const text = store.body(event.id).toString();
    if (where.length > 0 && !text.startsWith('{')) return false;
    return where.every((one) => meetsCondition(JSON.parse(text), one));
  }
});

function anySelection(): fc.Arbitrary<Selection> {
  const moment = fc.integer({ min: START - 1, max: START + COUNT + 1 });
  const id = fc.integer({ min: 0, max: COUNT + 1 });
  const types = fc.constantFrom('order.*', '*', 'abc', '*d', 'a?c', 'none');
  return fc.record(
    {
      types: fc.uniqueArray(types, { minLength: 1, maxLength: 3 }),
      provider: fc.constantFrom('store', 'stripe', 'none'),
      endpoint: fc.constantFrom('default', 'billing'),
      outcomes: fc.uniqueArray(fc.constantFrom(...OUTCOMES)),
      signatures: fc.uniqueArray(fc.constantFrom(...SIGNATURE_STATUSES)),
      origins: fc.uniqueArray(fc.constantFrom(...ORIGINS)),
      since: moment,
      until: moment,
      search: fc.constantFrom('evt_', 'JSON 1', '"n":2', '', '%', '_', "'"),
      where: fc.array(fc.constantFrom('n>100', 'n!=7', 'nested.list[0]=1', 'none').map(condition), {
        maxLength: 2,
      }),
      idFrom: id,
      idTo: id,
      limit: fc.integer({ min: 0, max: COUNT }),
    },
    { requiredKeys: [] },
  );
}

describe('while the log changes', () => {
  test('nothing is held open between pages: the write-ahead log can be cut back', async () => {
    const store = testStore();
    await Promise.all(Array.from({ length: PAGE_ROWS + 1 }, () => store.append(eventDraft())));
    const reading = store.select({}, 'oldest');
    reading.next();
    const checkpoint = otherConnection(store.file).pragma('wal_checkpoint(TRUNCATE)');
    expect(checkpoint).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
    expect([...reading]).toHaveLength(PAGE_ROWS);
  });

  test('events that arrive meanwhile are left out, changed ones are not lost', async () => {
    const store = testStore();
    const count = PAGE_ROWS * 2 + 1;
    await Promise.all(Array.from({ length: count }, () => store.append(eventDraft({ outcome: 'failed' }))));
    const seen: number[] = [];
    for (const event of store.select({ outcomes: ['failed'] }, 'oldest')) {
      seen.push(event.id);
      await Promise.all([
        store.recordAttempt(event.id, answered(200)),
        store.append(eventDraft({ outcome: 'failed' })),
      ]);
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });

  test('of an empty log nothing is selected', () => {
    expect(ids(testStore().select({}, 'newest'))).toEqual([]);
  });
});
