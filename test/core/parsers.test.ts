import { describe, expect, test } from 'vitest';
import { closest } from '../../src/core/closest.ts';
import { meetsCondition, parseCondition } from '../../src/core/condition.ts';
import { endpointAt, type Endpoint } from '../../src/core/endpoint.ts';
import { matchesAnyGlob, matchesGlob } from '../../src/core/glob.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import { arrivalOf } from '../../src/core/origin.ts';
import { parseReference } from '../../src/core/reference.ts';
import { deliveryPath, deliveryTarget, parseTarget } from '../../src/core/target.ts';
import { parseDuration, parseMoment, parseSize } from '../../src/core/time.ts';
import { store } from '../../src/providers/store.ts';

test.each([
  ['3000', 'http://localhost:3000', null],
  ['3000/hooks', 'http://localhost:3000', '/hooks'],
  [':3000/a?b=c', 'http://localhost:3000', '/a?b=c'],
  ['127.0.0.1:8080/x', 'http://127.0.0.1:8080', '/x'],
  ['http://localhost:3000/', 'http://localhost:3000', null],
  ['https://app.test/hooks', 'https://app.test', '/hooks'],
  ['http://[::1]:3000', 'http://[::1]:3000', null],
])('target %s', (text, origin, path) => expect(parseTarget(text)).toMatchObject({ origin, path }));

test.each(['', ' ', '0', '70000', 'ftp://x', 'http://u:p@x', 'a b', 'http://x#y', ':', 'localhost:x'])(
  '%j is no target',
  (text) => expect(parseTarget(text)).toBeUndefined(),
);

test.each([
  ['3000', '/a?b=1', '/a?b=1', 'http://localhost:3000/a'],
  ['3000/hooks', '/a?b=1', '/hooks?b=1', 'http://localhost:3000/hooks'],
  ['3000/hooks?k=1', '/a?b=1', '/hooks?k=1&b=1', 'http://localhost:3000/hooks'],
  ['3000', '//evil.example/x', '//evil.example/x', 'http://localhost:3000//evil.example/x'],
])('target %s with %s', (text, path, sent, shown) => {
  const target = parseTarget(text);
  if (target === undefined) throw new Error('no target');
  expect(deliveryPath(target, path)).toBe(sent);
  expect(deliveryTarget(target, path)).toBe(shown);
});

test.each([
  ['42', { kind: 'id', id: 42 }],
  ['#42', { kind: 'id', id: 42 }],
  ['last', { kind: 'last', back: 0 }],
  ['last~2', { kind: 'last', back: 2 }],
  ['44..40', { kind: 'range', from: 40, to: 44 }],
  ['evt_1', { kind: 'provider', providerEventId: 'evt_1' }],
])('reference %s', (text, reference) => expect(parseReference(text)).toEqual(reference));

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['3d', 259_200_000],
  ['0', 0],
  ['30', undefined],
  ['-1s', undefined],
])('duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  ['2h', 1_000_000 - 7_200_000],
  ['2026-11-20T10:00Z', Date.UTC(2026, 10, 20, 10)],
  ['2026-11-20', new Date(2026, 10, 20).getTime()],
  ['2026-13-40', undefined],
  ['yesterday', undefined],
])('moment %s', (text, ms) => expect(parseMoment(text, 1_000_000)).toBe(ms));

test.each([
  ['25mb', 26_214_400],
  ['1kb', 1024],
  ['100', 100],
  ['big', undefined],
])('size %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each([
  ['*', 'a.b', true],
  ['order.*', 'order.created', true],
  ['order.*', 'orders', false],
  ['*.created', 'order.created', true],
  ['o*r.*d', 'order.created', true],
  ['a*a', 'a', false],
  ['order.created', 'order.createdx', false],
  ['a?b', 'axb', false],
  ['[ab]', 'a', false],
])('glob %s on %s', (pattern, text, matches) => expect(matchesGlob(pattern, text)).toBe(matches));

test('an event without a type matches only *', () => {
  expect(matchesAnyGlob(['order.*'], null)).toBe(false);
  expect(matchesAnyGlob(['*'], null)).toBe(true);
});

test('a pattern of many stars takes no time to speak of', () => {
  expect(matchesGlob(`${'*a'.repeat(2000)}b`, 'a'.repeat(100_000))).toBe(false);
});

describe('conditions', () => {
  const body = {
    data: { total: 100, currency: 'EUR', email: 'a@example.com', note: null, items: [{ n: 1 }] },
  };
  test.each([
    ['data.total>=100', true],
    ['data.total>100', false],
    ['data.total=100', true],
    ['data.total!=100', false],
    ['data.currency=EUR', true],
    ['data.email~@example.com', true],
    ['data.note', true],
    ['data.nothing', false],
    ['data.nothing!=1', false],
    ['data.items[0].n<2', true],
    ['data.items.0.n<=0', false],
    ['data.__proto__', false],
    ['data.constructor', false],
  ])('%s', (text, holds) => {
    const condition = parseCondition(text);
    if (condition === undefined) throw new Error('no condition');
    expect(meetsCondition(body, condition)).toBe(holds);
  });
  test.each(['>=3', '', '=x', 'a..b=1'])('%j is none', (text) =>
    expect(parseCondition(text)).toBeUndefined(),
  );
});

test('the closest names come first, far ones not at all', () => {
  expect(closest('order.craeted', ['order.updated', 'order.created', 'customer.created'])[0]).toBe(
    'order.created',
  );
  expect(closest('zzz', ['order.created'])).toEqual([]);
});

test('the endpoint with the longest path that covers a request takes it', () => {
  const endpoint = (name: string, path: string): Endpoint => ({
    name,
    path,
    provider: store,
    url: null,
    verifyToken: null,
    secrets: [],
    secretSource: { kind: 'generated' },
    target: null,
    events: null,
  });
  const endpoints = [endpoint('all', '/'), endpoint('hooks', '/hooks'), endpoint('store', '/hooks/store')];
  const at = (path: string): string | undefined => endpointAt(endpoints, path)?.name;
  expect(['/', '/hooks', '/hooks?x=1', '/hooks/a', '/hooks/store/', '/hooksy'].map(at)).toEqual([
    'all',
    'hooks',
    'hooks',
    'hooks',
    'store',
    'all',
  ]);
  expect(endpointAt(endpoints.slice(1), '/other')).toBeUndefined();
});

test('only the proof of this very body makes a request one of trigger, and it goes no further', () => {
  const known = {
    isProof: (text: string, body: Buffer) => text === `proof of ${body.toString()}`,
    publicHost: 'x.example',
  };
  const proof = ['X-Webhook-Cli-Trigger', 'proof of it'] as const;
  const arrive = (headers: HeaderList, text: string) =>
    arrivalOf({ headers, body: Buffer.from(text) }, known);
  expect(arrive([proof, ['A', 'b']], 'it')).toEqual({ origin: 'trigger', headers: [['A', 'b']] });
  expect(arrive([proof], 'another')).toMatchObject({ origin: 'local' });
  expect(arrive([proof, ['Host', 'x.example']], 'it')).toMatchObject({ origin: 'trigger' });
  expect(arrive([['Host', 'X.example']], 'it')).toMatchObject({ origin: 'tunnel' });
});
