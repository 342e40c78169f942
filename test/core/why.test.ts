import { expect, test } from 'vitest';
import type { StoredAttempt } from '../../src/core/attempt.ts';
import { createdAt } from '../../src/core/created-at.ts';
import type { StoredEvent } from '../../src/core/event.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { why, type WhyInput } from '../../src/core/why.ts';
import { slack } from '../../src/providers/slack.ts';
import { store } from '../../src/providers/store.ts';

const VALID: Verdict = { status: 'valid', secret: 0 };
const WRONG: Verdict = { status: 'invalid', reason: 'mismatch', explanation: 'it does not match' };

const EVENT: StoredEvent = {
  id: 42,
  receivedAt: Date.UTC(2026, 10, 23),
  endpoint: 'default',
  provider: 'store',
  method: 'POST',
  path: '/',
  type: 'order.created',
  providerEventId: 'evt_1',
  contentType: null,
  headers: [],
  size: 2,
  bodySha256: '',
  signature: VALID,
  duplicateOf: null,
  origin: 'local',
  outcome: 'delivered',
};

function attempt(change: Partial<StoredAttempt> = {}): StoredAttempt {
  return {
    n: 1,
    cause: 'forward',
    target: 'http://localhost:3000/',
    startedAt: EVENT.receivedAt,
    durationMs: 38,
    status: 200,
    error: null,
    responseHeaders: [],
    responseSize: 0,
    ...change,
  };
}

function verdict(event: Partial<StoredEvent>, change: Partial<Omit<WhyInput, 'event'>> = {}) {
  return why({
    event: { ...EVENT, ...event },
    attempts: [attempt()],
    provider: store,
    signature: { kind: 'as-stored' },
    ageSeconds: null,
    answerText: '',
    ...change,
  });
}

const refused = { code: 'refused', message: 'app refused the connection' } as const;

test.each<[string, boolean, Partial<StoredEvent>, Partial<Omit<WhyInput, 'event'>>]>([
  ['delivered', true, {}, {}],
  ['handshake', true, { outcome: 'handshake' }, { attempts: [], provider: slack }],
  ['filtered', true, { outcome: 'filtered' }, { attempts: [] }],
  ['captured', true, { outcome: 'captured' }, { attempts: [] }],
  ['pending', false, { outcome: 'pending' }, { attempts: [] }],
  ['signature', false, { outcome: 'rejected', signature: WRONG }, { attempts: [] }],
  ['signature', false, { signature: WRONG }, {}],
  [
    'verifies-now',
    false,
    { outcome: 'rejected', signature: WRONG },
    { signature: { kind: 'verifies-now' }, attempts: [] },
  ],
  ['verifies-now', true, { signature: WRONG }, { signature: { kind: 'verifies-now' } }],
  ['too-slow', false, {}, { attempts: [attempt({ durationMs: 31_000 })] }],
  ['unreachable', false, { outcome: 'failed' }, { attempts: [attempt({ status: null, error: refused })] }],
  ['app-answered', false, { outcome: 'failed' }, { attempts: [attempt({ status: 500 })] }],
  ['app-refused-signature', false, { outcome: 'failed' }, { attempts: [attempt({ status: 401 })] }],
  [
    'app-refused-signature',
    false,
    { outcome: 'failed' },
    { attempts: [attempt({ status: 400 })], answerText: 'Invalid signature' },
  ],
  [
    'app-answered',
    false,
    { outcome: 'failed' },
    { attempts: [attempt({ status: 400 })], answerText: 'no such id' },
  ],
  ['failed-again', false, {}, { attempts: [attempt(), attempt({ n: 2, status: 500 })] }],
])('%s: %s', (kind, ok, event, change) => {
  expect(verdict(event, change)).toMatchObject({ kind, ok });
});

test.each([
  [302, 'Redirects are never followed'],
  [404, 'Check the path'],
  [405, 'take this method'],
  [413, 'body limit'],
  [415, 'content type'],
  [422, 'show prints it'],
  [429, 'rate limit'],
  [503, "app's log"],
])('%i has its own advice', (status, words) => {
  const { next } = verdict({ outcome: 'failed' }, { attempts: [attempt({ status })] });
  expect(next).toContain(words);
  expect(next).toContain('webhook-cli replay 42');
});

test('an old timestamp that was replayed is told from a parsed body', () => {
  const attempts = [attempt({ status: 401, cause: 'replay' })];
  expect(verdict({ outcome: 'failed' }, { attempts, provider: slack }).next).toContain('--sign always');
});

test('what else is worth knowing', () => {
  const signature: Verdict = { status: 'unchecked', reason: 'no-secret', explanation: 'no secret' };
  const attempts = [attempt({ durationMs: 40_000, status: null, error: refused }), attempt({ n: 2 })];
  expect(verdict({ duplicateOf: 40, signature }, { attempts, ageSeconds: 86_400 * 3 }).notes).toEqual([
    'duplicate of #40: the app must not act on it twice',
    'late: it arrived 3 days after it was made, held up or tried again',
    'unchecked: no secret',
    'slow: the first try took 40 s, 30 s are allowed',
    'tried 2 times',
  ]);
  expect(verdict({}, { ageSeconds: 60 }).notes).toEqual([]);
});

test.each([
  [{ created_at: '2026-11-22T00:00:00Z' }, Date.UTC(2026, 10, 22)],
  [{ created: 1_795_305_600 }, 1_795_305_600_000],
  // Shopify sends the thing itself: years old, changed just now.
  [{ created_at: '2020-01-01T00:00:00Z', updated_at: '2026-11-22T00:00:00Z' }, Date.UTC(2026, 10, 22)],
  [{ timestamp: '1795305600000' }, 1_795_305_600_000],
  [{ created: '2026-11-22', time: 'noon' }, undefined],
  [{ created: 7 }, undefined],
  [{ created: '2099-01-01T00:00:00Z' }, undefined],
  [null, undefined],
])('%j was made at %s', (body, moment) => {
  expect(createdAt(body, EVENT.receivedAt)).toBe(moment);
});
