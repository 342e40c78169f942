import { expect, test } from 'vitest';
import { findLeak } from '../../src/check/leaks.ts';
import type { Exchange } from '../../src/check/types.ts';
import type { HeaderList } from '../../src/core/headers.ts';

const SECRET = 'whsec_very_secret';
const EXPECTED = 'ab'.repeat(32);

function answer(body: string, headers: HeaderList = [], sent: HeaderList = []): Exchange {
  return {
    shot: { method: 'POST', path: '/', headers: sent, body: Buffer.alloc(0) },
    durationMs: 1,
    result: { kind: 'answered', answer: { status: 401, headers, body: Buffer.from(body) } },
  };
}

function leakIn(exchange: Exchange): string | undefined {
  return findLeak(exchange, { secrets: [SECRET], expected: [EXPECTED] });
}

test.each([
  ['the secret', answer(`wrong, it is ${SECRET}`), /holds the secret/],
  ['the expected signature', answer(JSON.stringify({ expected: EXPECTED })), /expected signature/],
  ['the expected signature in a header', answer('', [['X-Expected', EXPECTED]]), /expected signature/],
  ['Node', answer('RangeError: x\n    at verify (/app/server.js:12:5)\n'), /stack trace/],
  [
    'Express, as HTML',
    answer('<pre>Error: x<br> &nbsp; &nbsp;at a (/app/server.js:1:2)<br></pre>'),
    /stack trace/,
  ],
  ['Python', answer('Traceback (most recent call last):\n  File "app.py", line 3, in x'), /stack trace/],
  ['Java', answer('java.lang.X: y\n\tat com.shop.Hook.verify(Hook.java:42)\n'), /stack trace/],
  ['Go', answer('panic: x\n\ngoroutine 7 [running]:\nmain.main()'), /stack trace/],
  ['Ruby', answer("app.rb:12:in `verify': wrong (RuntimeError)"), /stack trace/],
  ['PHP', answer('#0 /app/hook.php(12): verify()\n#1 {main}'), /stack trace/],
])('%s is found, and the finding does not repeat it', (_name, exchange, words) => {
  expect(leakIn(exchange)).toMatch(words);
  expect(leakIn(exchange)).not.toContain(SECRET);
  expect(leakIn(exchange)).not.toContain(EXPECTED);
});

test.each([
  ['a refusal', answer('{"error":"invalid signature"}')],
  ['what was sent, shown again', answer(EXPECTED, [], [['X-Sig', EXPECTED]])],
  [
    'no answer',
    { ...answer(''), result: { kind: 'failed', error: { code: 'closed', message: 'x' } } } as const,
  ],
])('%s gives nothing away', (_name, exchange) => {
  expect(leakIn(exchange)).toBeUndefined();
});
