import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderPair } from '../../../src/core/headers.ts';
import { providers } from '../../../src/providers/index.ts';
import { diagnose } from '../../../src/signatures/diagnosis/diagnose.ts';
import type { DiagnosisRequest } from '../../../src/signatures/diagnosis/types.ts';
import { sign } from '../../../src/signatures/sign.ts';
import { verify } from '../../../src/signatures/verify.ts';
import {
  NOW,
  URL_SIGNED,
  type Valid,
  diagnosed,
  handSigned,
  own,
  provider,
  signatureHeader,
  validFor,
} from '../../support/diagnosing.ts';

/** A request signed with a secret like the configured one, over a body like the one that arrives. */
function spoiledBy(
  name: string,
  {
    secret,
    known,
    texts: [a, b],
    bytes,
  }: { secret: string; known: string; texts: [string, string]; bytes: Uint8Array },
): Valid {
  const body = Buffer.from(bytes);
  const signing = { method: 'POST', body, secret: known, timestamp: NOW, id: a, url: URL_SIGNED };
  const result = sign(provider(name).scheme, signing);
  const headers: HeaderPair[] = result.kind === 'signed' ? result.headers : [[signatureHeader(name), b]];
  return {
    request: { method: 'POST', path: '/in', headers, body: Buffer.concat([body, Buffer.from(b)]) },
    context: {
      ...validFor('store').context,
      provider: provider(name),
      secrets: [own(secret)],
      budgetBytes: 2 ** 22,
    },
  };
}

const MB = 1024 * 1024;

test('a diagnosis is never a reason to accept, changes nothing and tells no secret', () => {
  const name = fc.constantFrom(...providers.map((one) => one.name));
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const known = 'n0body-must-see-this';
  const variants = fc.constantFrom(known, `${known}\n`, `"${known}"`, `whsec_${known}`, ` ${known}`);
  fc.assert(
    fc.property(
      name,
      variants,
      text,
      text,
      fc.uint8Array({ maxLength: 80 }),
      (which, secret, a, b, bytes) => {
        const { request, context } = spoiledBy(which, { secret, known, texts: [a, b], bytes });
        const before = structuredClone({ ...request, body: request.body.toString('hex') });
        const verdict = () =>
          verify(context.provider.scheme, {
            ...request,
            url: context.url,
            secrets: context.secrets.map(({ value }) => value),
            now: NOW,
          });
        const judged = verdict();
        const diagnosis = diagnose(request, context);
        expect(diagnosis === null).toBe(judged.status === 'valid');
        expect(verdict()).toEqual(judged);
        expect({ ...request, body: request.body.toString('hex') }).toEqual(before);
        expect(JSON.stringify(diagnosis)).not.toContain(known);
      },
    ),
    { numRuns: 300 },
  );
});

test('the budget bounds the work, and what was not tried is said', () => {
  const spoiled = handSigned('store', '0'.repeat(64));
  expect(diagnosed('store', { ...spoiled, context: { budgetBytes: 20_000 } })?.hint).toContain(
    'Not everything was tried',
  );
});

test.each<[string, string, Partial<DiagnosisRequest>]>([
  ['blanks', 'store', { body: Buffer.from(`a${' '.repeat(MB)}b`) }],
  ['line ends', 'store', { body: Buffer.from(`${'\r'.repeat(MB)}b`) }],
  ['nested lists', 'store', { body: Buffer.from(`${'['.repeat(MB / 2)}${']'.repeat(MB / 2)}`) }],
  ['marks', 'store', { body: Buffer.from(`a${'\u0315\u0300'.repeat(16_000)}`) }],
  ['escapes', 'store', { body: Buffer.from(`"${String.raw`\u00e9`.repeat(MB / 6)}"`) }],
  ['parameters', 'store', { body: Buffer.from('a=1&'.repeat(MB / 4)) }],
  ['quotes', 'store', { headers: [['X-Webhook-Signature', `${'"'.repeat(60_000)}x`]] }],
  ['padding', 'github', { headers: [['X-Hub-Signature-256', `${'='.repeat(60_000)}x`]] }],
  ['entries', 'stripe', { headers: [['Stripe-Signature', `t=1${',v1=0123456789'.repeat(4000)}`]] }],
  [
    'slashes',
    'twilio',
    {
      path: `/${'/'.repeat(60_000)}x`,
      headers: [
        ['X-Twilio-Signature', 'abc'],
        ['Host', 'a.b'],
      ],
    },
  ],
])('a request that is made to take long does not: %s', (_what, name, request) => {
  const headers: HeaderPair[] = [['X-Webhook-Signature', '0'.repeat(64)]];
  const start = performance.now();
  expect(diagnosed(name, { request: { headers, ...request } })).not.toBeNull();
  // What takes the square of the length would take minutes.
  expect(performance.now() - start).toBeLessThan(5000);
});
