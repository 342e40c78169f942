import { describe, expect, test } from 'vitest';
import { compareHeaders, volatileHeaders } from '../../src/core/compare-headers.ts';
import { compareJson, ExactNumber, parseExactly } from '../../src/core/compare-json.ts';
import { compareLines } from '../../src/core/compare-lines.ts';
import { github } from '../../src/providers/github.ts';
import { stripe } from '../../src/providers/stripe.ts';

function changes(before: string, after: string) {
  return compareJson(parseExactly(before), parseExactly(after));
}

describe('JSON', () => {
  test('added, removed and changed, by dotted path, lists by index', () => {
    const before = '{"a":{"b":1,"gone":[1,2]},"list":[{"x":1},{"x":2}]}';
    const after = '{"a":{"b":2,"new":null},"list":[{"x":1},{"x":3},4]}';
    expect(changes(before, after)).toEqual([
      { kind: 'changed', path: 'a.b', before: 1, after: 2 },
      { kind: 'removed', path: 'a.gone', before: [1, 2] },
      { kind: 'added', path: 'a.new', after: null },
      { kind: 'changed', path: 'list.1.x', before: 2, after: 3 },
      { kind: 'added', path: 'list.2', after: 4 },
    ]);
  });

  test.each([
    ['order of keys and blanks', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }'],
    ['the same number written differently', '[1.0,1e2]', '[1,100]'],
    ['digits in a text', '["12345678901234567890"]', '["12345678901234567890"]'],
  ])('no change: %s', (_name, before, after) => expect(changes(before, after)).toEqual([]));

  test.each([
    ['null and absent', '{"a":null}', '{}', [{ kind: 'removed', path: 'a', before: null }]],
    ['list and object', '{"a":[]}', '{"a":{}}', [{ kind: 'changed', path: 'a', before: [], after: {} }]],
    ['the whole body', '1', '"1"', [{ kind: 'changed', path: '', before: 1, after: '1' }]],
    ['a key with a dot', '{"a.b":1}', '{}', [{ kind: 'removed', path: '["a.b"]', before: 1 }]],
    ['__proto__', '{"__proto__":1}', '{}', [{ kind: 'removed', path: '__proto__', before: 1 }]],
    ['an inherited name', '{}', '{"toString":1}', [{ kind: 'added', path: 'toString', after: 1 }]],
  ])('%s', (_name, before, after, expected) => expect(changes(before, after)).toEqual(expected));

  test('64-bit ids that differ in the last digit', () => {
    const [change] = changes('{"id":9007199254740993001}', '{"id":9007199254740993002}');
    expect(change).toEqual({
      kind: 'changed',
      path: 'id',
      before: new ExactNumber('9007199254740993001'),
      after: new ExactNumber('9007199254740993002'),
    });
    expect(JSON.stringify(change)).toContain('"before":"9007199254740993001"');
  });

  test('deeper than our stack', () => {
    const nested = (inner: string): unknown => {
      let value: unknown = inner;
      for (let depth = 0; depth < 50_000; depth += 1) value = [value];
      return value;
    };
    expect(compareJson(nested('a'), nested('b'))).toMatchObject([{ kind: 'changed', before: 'a' }]);
  });

  test('what is no JSON', () => expect(parseExactly('{"a":')).toBeUndefined());
});

test('lines: the fewest changes, with their numbers', () => {
  expect(compareLines('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([
    { kind: 'removed', line: 2, text: 'b' },
    { kind: 'added', line: 3, text: 'x' },
  ]);
  expect(compareLines('same', 'same')).toEqual([]);
});

test('lines: large texts without a line in common are replaced', () => {
  const text = (word: string): string => Array.from({ length: 2000 }, (_, at) => `${word}${at}`).join('\n');
  expect(compareLines(text('a'), text('b'))).toHaveLength(4000);
});

test('headers: by name without case, repeated ones with all values', () => {
  const before = [
    ['X-A', '1'],
    ['Set', 'a'],
    ['set', 'b'],
    ['Date', 'mon'],
  ] as const;
  const after = [
    ['x-a', '1'],
    ['Set', 'a'],
    ['Date', 'tue'],
    ['X-New', 'n'],
  ] as const;
  expect(compareHeaders(before, after, volatileHeaders([]))).toEqual([
    { kind: 'changed', name: 'Set', before: ['a', 'b'], after: ['a'], isVolatile: false },
    { kind: 'changed', name: 'Date', before: ['mon'], after: ['tue'], isVolatile: true },
    { kind: 'added', name: 'X-New', before: [], after: ['n'], isVolatile: false },
  ]);
});

test.each([
  ['Stripe-Signature', true],
  ['X-GitHub-Delivery', true],
  ['X-Request-Id', true],
  ['X-GitHub-Event', false],
  ['Content-Type', false],
  ['X-Update', false],
])('%s is volatile: %s', (name, expected) => expect(volatileHeaders([stripe, github])(name)).toBe(expected));
