import { expect, test } from 'vitest';
import { answerVerdict } from '../../src/core/answer-verdict.ts';
import type { DeliveryResult } from '../../src/core/attempt.ts';
import { adyen } from '../../src/providers/adyen.ts';
import { bigcommerce } from '../../src/providers/bigcommerce.ts';
import { providers } from '../../src/providers/index.ts';
import { mailgun } from '../../src/providers/mailgun.ts';
import { store } from '../../src/providers/store.ts';

function answered(status: number, body = ''): DeliveryResult {
  return { kind: 'answered', answer: { status, headers: [], body: Buffer.from(body) } };
}

const TIMED_OUT: DeliveryResult = { kind: 'failed', error: { code: 'timeout', message: 'too late' } };

test.each([
  [store, answered(204), 'accepted'],
  [store, answered(302), 'refused'],
  [store, answered(410), 'refused'],
  [store, answered(500), 'refused'],
  [store, TIMED_OUT, 'refused'],
  [bigcommerce, answered(204), 'refused'],
  [bigcommerce, answered(200), 'accepted'],
  [adyen, answered(200, 'ok'), 'refused'],
  [adyen, answered(200, '[accepted]\n'), 'accepted'],
  [mailgun, answered(406), 'end'],
])('%#: %s', (provider, result, verdict) => {
  expect(answerVerdict(provider, result)).toBe(verdict);
});

test('nobody who never tries again has a schedule', () => {
  const torn = providers.filter((one) => one.retryFacts?.never === true && one.retryAfterSeconds.length > 0);
  expect(torn).toEqual([]);
});
