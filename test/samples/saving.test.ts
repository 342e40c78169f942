import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import { listSamples, type Sample } from '../../src/samples/catalogue.ts';
import { readEnvelope } from '../../src/samples/captured.ts';
import { composeSample } from '../../src/samples/compose.ts';
import { placeSample } from '../../src/samples/place-sample.ts';
import { createFill } from '../../src/samples/placeholders.ts';
import { redact } from '../../src/samples/redact.ts';
import { isSampleType, sampleTypeFrom } from '../../src/samples/sample-name.ts';
import { sampleRequest } from '../../src/samples/sample-request.ts';
import { emptyFolder } from '../support/cli.ts';

const FILL = createFill({ seed: '1', now: 0 });
const TYPED: HeaderList = [['X-GitHub-Event', 'issues']];

const BODIES: readonly (readonly [what: string, body: Buffer, kind: string])[] = [
  ['plain JSON', Buffer.from('{"a":[1,"é"],"b":null}'), 'json'],
  ['JSON with spaces', Buffer.from('{ "a": 1 }\n'), 'captured'],
  ['numbers a parser would change', Buffer.from('{"a":12345678901234567890,"b":1.0}'), 'captured'],
  ['a key that stands there twice', Buffer.from('{"a":1,"a":2}'), 'captured'],
  ['what looks like a placeholder', Buffer.from('{"a":"{{time}}","b":"{{unix}}"}'), 'captured'],
  ['braces that are no placeholder', Buffer.from('{"a":"{{name}}"}'), 'json'],
  ['a form', Buffer.from('a=1+2&b=%20&a=3'), 'captured'],
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'captured'],
  ['nothing', Buffer.alloc(0), 'captured'],
  ['a mark of byte order', Buffer.from('\ufeff{"a":1}'), 'captured'],
];

test.each(BODIES)('%s comes back byte for byte', async (_what, body, kind) => {
  const root = path.join(emptyFolder(), 'samples');
  for (const headers of [[], TYPED]) {
    const sample = composeSample({ type: 'a.b', headers, body, hasPlaceholders: false });
    expect(sample.kind).toBe(headers.length === 0 ? kind : 'captured');
    await placeSample(sample, { root, provider: 'github', type: 'a.b', overwrite: true });
    const [found, ...others] = await listSamples([root]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ provider: 'github', type: 'a.b', kind: sample.kind });
    const back = await sampleRequest(found as Sample, FILL);
    expect(back.body.equals(body)).toBe(true);
    expect(back.headers).toEqual(headers);
  }
});

test.each(['a.form', 'a.sample', 'orders/create', 'a.json'])('the type %s keeps its name', async (type) => {
  const root = path.join(emptyFolder(), 'samples');
  const sample = composeSample({ type, headers: [], body: Buffer.from('{"a":1}'), hasPlaceholders: false });
  await placeSample(sample, { root, provider: 'store', type, overwrite: false });
  const [found] = await listSamples([root]);
  expect(found?.type).toBe(type);
  expect((await sampleRequest(found as Sample, FILL)).body.toString()).toBe('{"a":1}');
});

test('placeholders are filled where they are meant', () => {
  const body = Buffer.from('{"at":"{{unix}}"}');
  const { text } = composeSample({ type: 'a', headers: TYPED, body, hasPlaceholders: true });
  expect(readEnvelope(text, createFill({ now: 5000 })).body.toString()).toBe('{"at":5}');
});

const BROKEN: readonly (readonly [text: string, says: RegExp])[] = [
  ['{', /cannot be read/],
  ['1', /not an object/],
  ['{"headers":{}}', /headers is not a list/],
  ['{"headers":[["A\\r\\nB","x"]],"json":1}', /headers is not a list/],
  ['{"headers":[["A","x\\r\\ny: z"]],"json":1}', /headers is not a list/],
  ['{}', /neither json nor a body/],
  ['{"body":{"encoding":"hex","data":"00"}}', /neither json nor a body/],
];

test.each(BROKEN)('a file with %s is refused', (text, says) => {
  expect(() => readEnvelope(text, FILL)).toThrow(says);
});

const OUTSIDE = [
  '../evil',
  '/etc/passwd',
  '..',
  'a/../b',
  '.hidden',
  'a\\b',
  'a\0b',
  'CON',
  'nul.x',
  'x:y',
  'a/b/c/d',
  'a.',
  '',
  'é',
  'a'.repeat(101),
];

test.each(OUTSIDE)('%j is no name, and never written', async (type) => {
  expect(isSampleType(type)).toBe(false);
  const nearest = sampleTypeFrom(type);
  if (nearest !== undefined) expect(isSampleType(nearest), nearest).toBe(true);
  const sample = { kind: 'json', text: '{}' } as const;
  const root = path.join(emptyFolder(), 'samples');
  const place = { root, provider: 'store', type, overwrite: true };
  await expect(placeSample(sample, place)).rejects.toThrow('cannot be a file');
  await expect(placeSample(sample, { ...place, type: 'a', provider: type })).rejects.toThrow();
});

test('a link in the way is not followed', async () => {
  const cwd = emptyFolder();
  const elsewhere = emptyFolder();
  const root = path.join(cwd, 'samples');
  mkdirSync(root);
  symlinkSync(elsewhere, path.join(root, 'github'));
  const place = { root, provider: 'github', type: 'push', overwrite: true };
  const sample = { kind: 'json', text: '{}\n' } as const;
  await expect(placeSample(sample, place)).rejects.toThrow('is not a folder');
  mkdirSync(path.join(root, 'store'));
  writeFileSync(path.join(elsewhere, 'precious'), 'kept');
  symlinkSync(path.join(elsewhere, 'precious'), path.join(root, 'store', 'push.json'));
  await expect(placeSample(sample, { ...place, provider: 'store' })).rejects.toThrow('is not a file');
  expect(readFileSync(path.join(elsewhere, 'precious'), 'utf8')).toBe('kept');
});

test('another sample of the type is left alone, in whatever form, unless it is to go', async () => {
  const root = path.join(emptyFolder(), 'samples');
  const place = { root, provider: 'store', type: 'a', overwrite: false };
  const form = { kind: 'form', text: '{"a":"1"}\n' } as const;
  const json = { kind: 'json', text: '{"b":2}\n' } as const;
  expect((await placeSample(form, place)).state).toBe('written');
  expect((await placeSample(form, place)).state).toBe('unchanged');
  expect(await placeSample(json, place)).toMatchObject({
    state: 'exists',
    file: expect.stringMatching(/a\.form\.json$/),
  });
  expect((await placeSample(json, { ...place, overwrite: true })).state).toBe('written');
  expect((await listSamples([root])).map(({ kind }) => kind)).toEqual(['json']);
});

const PERSON =
  '{"customer":{"email":"kim@shop.test","age":41,"vip":true,"url":"https://shop.test/k","n":null},"big":12345678901234567890, "list":[{"x":"1"},{"x":"2"}]}';

test('redaction keeps the kind of a value, and every other byte', () => {
  const redacted = redact(Buffer.from(PERSON), ['customer', 'list.*.x']).toString();
  expect(redacted).toBe(
    '{"customer":{"email":"redacted@example.com","age":0,"vip":false,"url":"https://example.com/redacted","n":null},"big":12345678901234567890, "list":[{"x":"redacted"},{"x":"redacted"}]}',
  );
  expect(redact(Buffer.from('{"a":"1","a":"2"}'), ['a']).toString()).toBe('{"a":"redacted","a":"redacted"}');
  expect(redact(Buffer.from('[{"a":1}]'), ['0.a', '*.a']).toString()).toBe('[{"a":0}]');
});

test.each([
  ['custmer.email', PERSON, /no such field/],
  ['customer.phone', PERSON, /customer.phone: there is no such field/],
  ['a..b', PERSON, /not a path/],
  ['a', 'not json', /is not JSON/],
  ['a', '{"a":"\xff"}', /is not JSON/],
])('--redact %s is refused', (asked, text, says) => {
  expect(() => redact(Buffer.from(text, 'latin1'), [asked])).toThrow(says);
});
