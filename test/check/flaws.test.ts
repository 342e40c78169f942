import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { battery } from '../../src/check/battery.ts';
import { runCheck } from '../../src/check/run-check.ts';
import { headerValue, headerValues, withHeaders } from '../../src/core/headers.ts';
import { testKit } from '../support/check-kit.ts';
import { mistakesIn, PARTS_SECRET, partsOf, wireTo } from '../support/check-parts.ts';
import { isJson, verifyingServer, type JudgedRequest } from '../support/verifying-server.ts';

type Flaw = (request: JudgedRequest) => number | undefined;

const SIGNATURE = 'x-webhook-signature';
const hmac = (algorithm: string, body: Buffer): string =>
  createHmac(algorithm, PARTS_SECRET).update(body).digest('hex');
const signature = ({ headers }: JudgedRequest): string | undefined => headerValue(headers, SIGNATURE);
/** A wrong status where something is true, and only for what is valid. */
const refusing =
  (status: number, when: (request: JudgedRequest) => boolean): Flaw =>
  (request) =>
    request.method === 'POST' && request.isValid() && when(request) ? status : undefined;
const accepting =
  (when: (request: JudgedRequest) => boolean): Flaw =>
  (request) =>
    request.method === 'POST' && isJson(request.body) && when(request) ? 200 : undefined;
const holds =
  (text: string) =>
  ({ body }: JudgedRequest): boolean =>
    body.includes(text);

/** Whether the signature was right for a time up to 40 s ago: the time itself is not held to it. */
function isRightForAnyTime({ headers, isValid }: JudgedRequest): boolean {
  const name = 'X-Slack-Request-Timestamp';
  const time = Number(headerValue(headers, name));
  return Array.from({ length: 40 }, (_, ago) => String(time - ago)).some((other) =>
    isValid({ headers: withHeaders(headers, [[name, other]]) }),
  );
}

/** Each of them is what one mistake does, and the probes that must find it, and no others. */
const FLAWS: readonly [provider: string, what: string, flaw: Flaw, found: string[]][] = [
  ['store', 'unknown types', refusing(400, holds('check.unknown')), ['unknown-type: fails-on-unknown-type']],
  [
    'store',
    'unknown fields',
    refusing(422, holds('check_unknown')),
    ['unknown-fields: fails-on-unknown-fields'],
  ],
  ['store', 'other letters', refusing(401, holds('東京')), ['json-unicode: body-decoded']],
  ['store', 'crashes on other letters', refusing(500, holds('東京')), ['json-unicode: server-error']],
  [
    'store',
    'header names by case',
    refusing(401, ({ headers }) => !headers.some(([name]) => name === 'X-Webhook-Signature')),
    ['lower-case-headers: header-names-by-case', 'upper-case-headers: header-names-by-case'],
  ],
  [
    'store',
    'the whole content type',
    refusing(415, ({ headers }) => headerValue(headers, 'content-type') !== 'application/json'),
    ['charset: content-type-compared-whole'],
  ],
  ['store', '100 kB', refusing(413, ({ body }) => body.length > 100_000), ['large-body: small-body-limit']],
  [
    'store',
    'the signature is optional',
    accepting((request) => !signature(request)),
    ['no-signature: signature-optional', 'empty-signature: signature-optional'],
  ],
  [
    'store',
    'up to the shorter length',
    accepting((request) => {
      const [sent = '', another] = headerValues(request.headers, SIGNATURE);
      return sent !== '' && another === undefined && hmac('sha256', request.body).startsWith(sent);
    }),
    ['truncated-signature: compares-a-part'],
  ],
  [
    'store',
    'the first of several headers',
    accepting(({ headers, isValid }) => {
      const [first] = headerValues(headers, SIGNATURE);
      return first !== undefined && isValid({ headers: [[SIGNATURE, first]] });
    }),
    ['repeated-signature: reads-one-of-several'],
  ],
  [
    'store',
    'another algorithm',
    accepting((request) => signature(request) === hmac('sha1', request.body)),
    ['other-algorithm: any-algorithm'],
  ],
  [
    'store',
    'an error on bad JSON',
    (request) => (request.isValid() && request.method === 'POST' && !isJson(request.body) ? 500 : undefined),
    ['not-json: error-on-bad-json'],
  ],
  [
    'store',
    'bad JSON is taken',
    (request) => (request.isValid() && request.method === 'POST' ? 200 : undefined),
    ['not-json: body-not-checked'],
  ],
  [
    'store',
    'any method',
    (request) => (request.method !== 'POST' && request.isValid() ? 200 : undefined),
    ['method-put: any-method'],
  ],
  [
    'store',
    'a page at GET and HEAD',
    ({ method }) => (method === 'GET' || method === 'HEAD' ? 200 : undefined),
    ['method-get: any-method', 'method-head: any-method'],
  ],
  [
    'slack',
    'a tolerance of a minute',
    refusing(401, ({ isValid }) => !isValid({ toleranceSeconds: 60 })),
    ['timestamp-edge: tolerance-too-small'],
  ],
  [
    'slack',
    'no check of the time',
    accepting(({ isValid }) => isValid({ toleranceSeconds: 0 })),
    ['stale-timestamp: no-timestamp-check', 'future-timestamp: no-timestamp-check'],
  ],
  [
    'slack',
    'a time that is not signed',
    accepting(isRightForAnyTime),
    ['changed-timestamp: timestamp-not-signed'],
  ],
];

test.each(FLAWS)('%s, %s: found by these probes and no others', async (name, _what, flaw, found) => {
  const { provider } = testKit(name);
  const url = 'http://localhost/hooks';
  const port = await verifyingServer({ provider, secrets: [PARTS_SECRET], url, flaw });
  expect(mistakesIn(await runCheck(partsOf(name, wireTo(port))))).toEqual(found);
});

test.each([
  ['slow-sender', refusing(401, ({ pieces, body }) => pieces > 4 && body.length < 1000), 'reads-a-part'],
  [
    'burst',
    (() => {
      let seen = 0;
      return refusing(503, () => (seen += 1) > 20);
    })(),
    'fails-under-load',
  ],
] as const)('%s is found', async (id, flaw, mistake) => {
  const { provider } = testKit('store');
  const url = 'http://localhost/hooks';
  const port = await verifyingServer({ provider, secrets: [PARTS_SECRET], url, flaw });
  const probes = battery(testKit('store', [PARTS_SECRET])).filter((probe) => probe.id === id);
  expect(mistakesIn(await runCheck(partsOf('store', wireTo(port), { probes })))).toEqual([
    `${id}: ${mistake}`,
  ]);
});
