import { expect, test } from 'vitest';
import type { StoredAttempt } from '../../src/core/attempt.ts';
import type { StoredEvent } from '../../src/core/event.ts';
import { logStatistics, type Observation } from '../../src/core/type-stats.ts';

interface Given {
  readonly event?: Partial<StoredEvent>;
  readonly statuses?: readonly (number | null)[];
  readonly ms?: number;
  readonly age?: number | null;
}

function observed({ event, statuses = [200], ms = 10, age = null }: Given = {}): Observation {
  const base = { type: 'a', provider: 'store', receivedAt: 1000, duplicateOf: null };
  return {
    event: { ...base, signature: { status: 'valid', secret: 0 }, ...event } as StoredEvent,
    attempts: statuses.map((status) => ({ status, durationMs: ms }) as StoredAttempt),
    ageSeconds: age,
  };
}

test('counts per type, the most frequent first', () => {
  const missing = { status: 'missing', reason: 'no-signature', explanation: '' } as const;
  const { types, total } = logStatistics([
    observed({ event: { type: null } }),
    observed({ event: { signature: missing, receivedAt: 3000 }, statuses: [] }),
    observed({ event: { duplicateOf: 1 }, statuses: [500, 204] }),
    observed({ event: { provider: 'stripe' }, statuses: [null] }),
  ]);
  expect(types.map(({ provider, type, count }) => [provider, type, count])).toEqual([
    ['store', 'a', 2],
    ['store', null, 1],
    ['stripe', 'a', 1],
  ]);
  expect(types[0]).toMatchObject({ verified: 1, answered2xx: 1, duplicates: 1, lastSeen: 3000 });
  expect(types[0]?.appMs.count).toBe(2);
  expect(types[2]).toMatchObject({ answered2xx: 0, appMs: { count: 0, p50: null, p95: null } });
  expect(total).toMatchObject({ count: 4, verified: 3, answered2xx: 2 });
});

test('percentiles by nearest rank, whatever the order', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => ((at * 37) % 100) + 1);
  const { total } = logStatistics(hundred.map((ms) => observed({ ms, age: ms * 2 })));
  expect(total?.appMs).toEqual({ count: 100, p50: 50, p95: 95 });
  expect(total?.delaySeconds).toEqual({ count: 100, p50: 100, p95: 190 });
});

test('nothing', () => expect(logStatistics([])).toEqual({ types: [], total: null }));
