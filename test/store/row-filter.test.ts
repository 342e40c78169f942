import { describe, expect, test } from 'vitest';
import { parseCondition, type Condition } from '../../src/core/condition.ts';
import type { EventDraft, StoredEvent } from '../../src/core/event.ts';
import { eventDraft } from '../support/event-draft.ts';
import { testStore } from '../support/store-folder.ts';

function condition(text: string): Condition {
  return parseCondition(text) as Condition;
}

function ids(events: Iterable<StoredEvent>): number[] {
  return [...events].map((event) => event.id);
}

describe('search', () => {
  test.each<[string, Partial<EventDraft>, string]>([
    ['the body', { body: Buffer.from('{"note":"Hello World"}') }, 'hello w'],
    ['letters beyond ASCII', { body: Buffer.from('ÉCOLE ЖУК') }, 'école жук'],
    ['the path', { path: '/hooks/Shop-7?x=%20' }, 'shop-7?X=%20'],
    ['the type', { type: 'Invoice.Paid' }, 'invoice.paid'],
    ['the id of the provider', { providerEventId: 'EVT_9z' }, 'evt_9Z'],
    [
      'text between bytes that are no text',
      { body: Buffer.from([0, 255, 254, 0x4e, 0x45, 0x65, 0, 128]) },
      'nee',
    ],
    ['after a zero byte', { body: Buffer.from('a\0needle') }, 'needle'],
    [
      'signs of LIKE, GLOB, regular expressions and SQL',
      { body: Buffer.from(`100%_.*[a]'";--\\`) },
      `100%_.*[A]'";--\\`,
    ],
  ])('finds %s', async (_name, difference, search) => {
    const store = testStore();
    const plain = { path: '/', type: null, body: Buffer.from('x') };
    await store.append(eventDraft({ ...plain, ...difference }));
    await store.append(eventDraft(plain));
    expect(ids(store.select({ search }, 'newest'))).toEqual([1]);
  });

  test('a wildcard stands for itself', async () => {
    const store = testStore();
    await store.append(eventDraft({ body: Buffer.from('1000') }));
    for (const search of ['1%0', '1_00', '1*0', '1.0', '[1]']) {
      expect(ids(store.select({ search }, 'newest'))).toEqual([]);
    }
  });
});

describe('conditions on the body', () => {
  test('a body that is no JSON, or has a hostile key, harms nothing', async () => {
    const store = testStore();
    const bodies = [
      '',
      'a=1',
      '[',
      '{"a":1}',
      '{"__proto__":{"a":1}}',
      'null',
      '1',
      '\u00ff',
      '['.repeat(200_000),
    ];
    await Promise.all(bodies.map((body) => store.append(eventDraft({ body: Buffer.from(body, 'latin1') }))));
    expect(ids(store.select({ where: [condition('a=1')] }, 'oldest'))).toEqual([4]);
    expect(ids(store.select({ where: [condition('__proto__.a=1')] }, 'oldest'))).toEqual([5]);
    expect(ids(store.select({ where: [condition('toString')] }, 'oldest'))).toEqual([]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
