import { describe, expect, test } from 'vitest';
import { compareAnswers, type ComparedAnswer } from '../../src/core/compare-answers.ts';

function answer(status: number | null, text = 'ok', size = text.length): ComparedAnswer {
  return { status, error: null, body: Buffer.from(text), size };
}

describe('the class of the status comes first', () => {
  test.each([
    [200, 500, 'regressed'],
    [200, 404, 'regressed'],
    [204, 302, 'regressed'],
    [200, null, 'regressed'],
    [400, 500, 'regressed'],
    [500, null, 'regressed'],
    [500, 200, 'fixed'],
    [404, 204, 'fixed'],
    [null, 200, 'fixed'],
    [500, 503, 'same'],
    [500, 400, 'same'],
    [null, 500, 'same'],
    [null, null, 'same'],
    [200, 204, 'same'],
  ] as const)('%s, then %s: %s', (was, is, verdict) => {
    const because = verdict === 'same' ? null : 'status';
    expect(compareAnswers(answer(was), answer(is))).toEqual({ verdict, because });
  });
});

describe('then the body, of answers of 2xx', () => {
  const REGRESSED = { verdict: 'regressed', because: 'body' };
  const SAME = { verdict: 'same', because: null };

  test.each([
    ['ok', 'no', REGRESSED],
    ['ok', '', REGRESSED],
    ['{"a":1,"b":[1,2]}', '{ "b": [1, 2], "a": 1 }', SAME],
    ['{"a":1,"b":[1,2]}', '{"a":1,"b":[2,1]}', REGRESSED],
    ['{"a":1}', '{"a":"1"}', REGRESSED],
    ['{"a":{"b":1,"c":2}}', '{"a":{"c":2,"b":1}}', SAME],
  ] as const)('%s, then %s', (was, is, found) => {
    expect(compareAnswers(answer(200, was), answer(200, is))).toEqual(found);
  });

  test('another text of a failure is no regression', () => {
    expect(compareAnswers(answer(500, 'at 12:00'), answer(500, 'at 12:01'))).toEqual(SAME);
  });

  test('of a long body a part is stored: the whole length counts, too', () => {
    expect(compareAnswers(answer(200, '1', 9), answer(200, '1', 8))).toEqual(REGRESSED);
  });
});

test('where there was no answer before, there is nothing to compare with', () => {
  expect(compareAnswers(null, answer(500))).toEqual({ verdict: 'new', because: null });
});
