import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../../src/core/headers.ts';
import { JSON_BODY, bodies, diagnosed } from '../../support/diagnosing.ts';

const COMPACT = JSON.stringify(JSON.parse(JSON_BODY.toString()));

const BODY_CASES: readonly (readonly [id: string, arrived: string | Buffer, signedAs: string | Buffer])[] = [
  ['body-newline-removed', '{}\n', '{}'],
  ['body-newline-removed', '{}\r\n', '{}'],
  ['body-newline-added', '{}', '{}\n'],
  ['body-crlf-added', '{}', '{}\r\n'],
  ['body-crlf-to-lf', '{\r\n}', '{\n}'],
  ['body-lf-to-crlf', '{\n}', '{\r\n}'],
  ['body-trimmed', ' {}\0\0', '{}'],
  ['body-bom-removed', '\ufeff{}', '{}'],
  ['body-bom-added', '{}', '\ufeff{}'],
  ['body-json-compact', JSON_BODY, JSON_BODY.toString().replaceAll(/(?<=[:,]) /g, '')],
  ['body-json-stringified', JSON_BODY, COMPACT],
  ['body-json-two-spaces', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, 2)],
  ['body-json-four-spaces', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, 4)],
  ['body-json-tabs', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, '\t')],
  ['body-json-python', '{"a":[1,2],"b":"é"}', String.raw`{"a": [1, 2], "b": "\u00e9"}`],
  ['body-json-python-unescaped', '{"a":[1,2],"b":"é"}', '{"a": [1, 2], "b": "é"}'],
  ['body-json-sorted-keys', '{"b":1,"a":{"d":1,"c":2}}', '{"a":{"c":2,"d":1},"b":1}'],
  ['body-json-sorted-keys-python', '{"b":"é","a":1}', String.raw`{"a": 1, "b": "\u00e9"}`],
  ['body-json-php', '{"u": "http://é"}', String.raw`{"u":"http:\/\/\u00e9"}`],
  ['body-json-unicode-escaped', '{ "a":"ë"}', String.raw`{ "a":"\u00eb"}`],
  ['body-json-unicode-escaped-upper', '{"a": "ë"}', String.raw`{"a": "\u00EB"}`],
  ['body-json-unicode-unescaped', String.raw`{ "a":"\u00eb \\u00eb"}`, String.raw`{ "a":"ë \\u00eb"}`],
  ['body-json-slashes-escaped', '{ "u":"a/b"}', String.raw`{ "u":"a\/b"}`],
  ['body-json-slashes-unescaped', String.raw`{ "u":"a\/b"}`, '{ "u":"a/b"}'],
  ['body-json-html-escaped', '{ "u":"<a&b>"}', String.raw`{ "u":"\u003ca\u0026b\u003e"}`],
  ['body-json-html-unescaped', String.raw`{ "u":"\u003ca"}`, '{ "u":"<a"}'],
  ['body-json-inner-string', JSON.stringify('{"a":1}'), '{"a":1}'],
  ['body-json-quoted', '{"a":1}', JSON.stringify('{"a":1}')],
  ['body-empty', '{"a":1}', ''],
  ['body-form-payload', 'payload=%7B%22a%22%3A1%7D&b=1', '{"a":1}'],
  ['body-form-plus', 'a=b%20c', 'a=b+c'],
  ['body-form-percent', 'a=b+c', 'a=b%20c'],
  ['body-form-upper-escapes', 'a=%2fb', 'a=%2Fb'],
  ['body-form-lower-escapes', 'a=%2Fb', 'a=%2fb'],
  ['body-form-sorted', 'b=1&a=2', 'a=2&b=1'],
  ['body-url-decoded', 'a=%2Fb%20c', 'a=/b c'],
  ['body-latin1-to-utf8', Buffer.from('é', 'latin1'), 'é'],
  ['body-utf8-to-latin1', 'é!', Buffer.from('é!', 'latin1')],
  ['body-utf16', 'abc', Buffer.from('abc', 'utf16le')],
  ['body-nfc', 'e\u0301', '\u00e9'],
  ['body-nfd', '\u00e9 ', 'e\u0301 '],
  ['body-html-unescaped', 'a &amp; b', 'a & b'],
  ['body-decompressed', gzipSync('{"a":1}'), '{"a":1}'],
  ['body-gzip', '{"a":1}', gzipSync('{"a":1}')],
  ['body-base64-decoded', Buffer.from('{"a":1}').toString('base64'), '{"a":1}'],
  ['body-base64', '{"a":1}', Buffer.from('{"a":1}').toString('base64')],
  ['body-envelope-detail', '{"detail":{"a":1}}', '{"a":1}'],
  ['body-envelope-message', '{"Message":"{\\"a\\":1}"}', '{"a":1}'],
  ['body-envelope-message-data', '{"message":{"data":"eyJhIjoxfQ=="}}', '{"a":1}'],
  ['body-envelope-body', '{"body":"eyJhIjoxfQ==","isBase64Encoded":true}', '{"a":1}'],
  ['body-envelope-body', '{"body":"{}","isBase64Encoded":false}', '{}'],
];

describe.each(['store', 'stripe', 'standard-webhooks', 'shopify', 'slack'])('%s', (name) => {
  test.each(BODY_CASES)('%s', (id, arrived, signedAs) => {
    const diagnosis = diagnosed(name, bodies(name, arrived, signedAs));
    expect(diagnosis).toMatchObject({ id, sentence: expect.stringMatching(/^matches after \S/) });
  });
});

test('a body padded beyond its Content-Length', () => {
  const spoiled = bodies('store', 'abc and more', 'abc');
  const headers: HeaderPair[] = [...(spoiled.request?.headers ?? []), ['Content-Length', '3']];
  expect(diagnosed('store', { request: { ...spoiled.request, headers } })).toMatchObject({
    id: 'body-content-length',
  });
});
