import { describe, expect, test } from 'vitest';
import { withoutHeaders, type HeaderPair } from '../../../src/core/headers.ts';
import { JSON_BODY, NOW, SECRET, diagnosed, hmac, signed } from '../../support/diagnosing.ts';

describe('time', () => {
  test.each(['stripe', 'standard-webhooks', 'slack'])('%s: too old, and only that', (name) => {
    const headers = signed(name, { timestamp: NOW - 412_000 });
    const sentence = 'the signature is right, but its timestamp is 412 s old: 300 s are allowed';
    expect(diagnosed(name, { request: { headers } })).toMatchObject({ id: 'timestamp-stale', sentence });
    const history = { verifiedBefore: 0, repeats: 40, skewSeconds: null };
    expect(diagnosed(name, { request: { headers }, context: { history } })).toMatchObject({
      id: 'timestamp-retry',
      sentence: `${sentence}; it is a repetition of #40`,
    });
    const skewed = { verifiedBefore: 3, repeats: null, skewSeconds: 250 };
    expect(diagnosed(name, { request: { headers }, context: { history: skewed } })).toMatchObject({
      id: 'clock-skew',
      sentence: `${sentence}; all recent ones were 250 s old`,
    });
  });

  test('ahead', () => {
    const headers = signed('slack', { timestamp: NOW + 400_000 });
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({ id: 'timestamp-future' });
  });

  test.each([
    [String(NOW), 'the signed timestamp is in milliseconds, seconds are expected'],
    ['2026-11-23T14:03:22Z', 'the signed timestamp is an ISO 8601 time, seconds are expected'],
    ['soon', 'the signed timestamp is no time, seconds are expected'],
  ])('%s as timestamp', (ts, sentence) => {
    const value = `v0=${hmac('sha256', SECRET, `v0:${ts}:${JSON_BODY.toString()}`).toString('hex')}`;
    const headers: HeaderPair[] = [
      ['X-Slack-Request-Timestamp', ts],
      ['X-Slack-Signature', value],
    ];
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({ id: 'timestamp-unit', sentence });
  });

  test('missing', () => {
    const headers = withoutHeaders(signed('slack'), ['x-slack-request-timestamp']);
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({
      id: 'timestamp-missing',
      sentence: 'the signed timestamp is not there: it stands in x-slack-request-timestamp',
    });
  });
});
