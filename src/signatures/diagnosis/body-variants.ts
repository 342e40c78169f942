// A compressed body can only be compared with what was signed before it was compressed.
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { headerValue } from '../../core/headers.ts';
import { asObject, jsonOf, objectOf } from '../json-body.ts';
import { JSON_VARIANTS, readJson, type JsonText } from './json-variants.ts';
import type { DiagnosisRequest, Finding } from './types.ts';

/** Another body that may have been signed. */
export interface BodyVariant extends Finding {
  /** Undefined where there is none. May throw. */
  body(request: DiagnosisRequest): Buffer | undefined;
}

const RAW =
  'Something between the sender and here changed the body, or the sender signs other bytes than it sends.';
const PARSED =
  'The sender, or a proxy, parses and writes the JSON anew: what is signed must be the bytes that are sent.';
const INNER = 'A service in between wrapped the webhook: unwrap it before it is verified.';
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Line ends and byte-order marks: the cheapest and most frequent. */
const EDGES: readonly BodyVariant[] = [
  raw('body-newline-removed', 'removing the newline at the end of the body', (body) =>
    text(body.toString('latin1').replace(/(\r\n|\n|\r)$/, ''), 'latin1'),
  ),
  raw('body-newline-added', 'adding a newline to the body', (body) => Buffer.concat([body, text('\n')])),
  raw('body-crlf-added', 'adding CR LF to the body', (body) => Buffer.concat([body, text('\r\n')])),
  raw('body-crlf-to-lf', 'changing CR LF to LF in the body', (body) =>
    text(body.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  ),
  raw('body-lf-to-crlf', 'changing LF to CR LF in the body', (body) =>
    text(body.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'),
  ),
  raw('body-trimmed', 'trimming the body', trimmed),
  raw('body-bom-removed', 'removing the byte-order mark of the body', (body) =>
    body.subarray(0, 3).equals(BOM) ? body.subarray(3) : undefined,
  ),
  raw('body-bom-added', 'putting a byte-order mark in front of the body', (body) =>
    Buffer.concat([BOM, body]),
  ),
];

const JSON_BODIES: readonly BodyVariant[] = JSON_VARIANTS.map(({ id, phrase, text: write }) => ({
  id: `body-${id}`,
  phrase,
  hint: PARSED,
  body: ({ body }) => {
    const json = jsonIn(body);
    const written = json === undefined ? undefined : write(json);
    return written === undefined ? undefined : text(written);
  },
}));

const read = new WeakMap<Buffer, { readonly json: JsonText | undefined }>();

/** Read once for all variants of the same body: it may be a megabyte. */
function jsonIn(body: Buffer): JsonText | undefined {
  const known = read.get(body) ?? { json: readJson(utf8(body) ?? '') };
  read.set(body, known);
  return known.json;
}

/** Forms, character sets, envelopes, compression, and bodies that did not come whole. */
const OTHERS: readonly BodyVariant[] = [
  raw('body-empty', 'leaving the body out', () => Buffer.alloc(0)),
  raw('body-form-payload', 'taking the payload field of the form', (body) => formField(body, 'payload')),
  raw('body-form-plus', 'writing blanks of the form as +', (body) =>
    text(body.toString('latin1').replaceAll('%20', '+'), 'latin1'),
  ),
  raw('body-form-percent', 'writing blanks of the form as %20', (body) =>
    text(body.toString('latin1').replaceAll('+', '%20'), 'latin1'),
  ),
  raw('body-form-upper-escapes', 'writing the escapes of the form in upper case', (body) =>
    text(
      body.toString('latin1').replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase()),
      'latin1',
    ),
  ),
  raw('body-form-lower-escapes', 'writing the escapes of the form in lower case', (body) =>
    text(
      body.toString('latin1').replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toLowerCase()),
      'latin1',
    ),
  ),
  raw('body-form-sorted', 'sorting the parameters of the form', (body) =>
    text(body.toString('latin1').split('&').toSorted().join('&'), 'latin1'),
  ),
  raw('body-url-decoded', 'URL-decoding the body', (body) => text(decodeURIComponent(body.toString('utf8')))),
  raw('body-latin1-to-utf8', 'reading the body as latin1 and writing it as UTF-8', (body) =>
    text(body.toString('latin1')),
  ),
  raw('body-utf8-to-latin1', 'writing the body as latin1', (body) => text(body.toString('utf8'), 'latin1')),
  raw('body-utf16', 'writing the body as UTF-16', (body) => text(body.toString('utf8'), 'utf16le')),
  raw('body-nfc', 'normalising the characters of the body (NFC)', (body) => normalised(body, 'NFC')),
  raw('body-nfd', 'decomposing the characters of the body (NFD)', (body) => normalised(body, 'NFD')),
  raw('body-html-unescaped', 'unescaping &amp; and its like in the body', htmlUnescaped),
  raw(
    'body-decompressed',
    'decompressing the body',
    decompressed,
    'Verify before or after decompression, as the sender does.',
  ),
  raw(
    'body-gzip',
    'compressing the body with gzip',
    (body) => gzipSync(body),
    'Verify the compressed bytes: something decompressed them on the way.',
  ),
  raw(
    'body-base64-decoded',
    'base64-decoding the body',
    (body) => base64(body.toString('latin1').trim()),
    INNER,
  ),
  raw('body-base64', 'base64-encoding the body', (body) => text(body.toString('base64')), INNER),
  envelope('detail', 'EventBridge'),
  envelope('Message', 'SNS'),
  { ...envelope('message.data', 'Pub/Sub'), body: ({ body }) => base64(inner(body, ['message', 'data'])) },
  {
    ...envelope('body', 'API gateway'),
    body: ({ body }) => {
      const wrapped = inner(body, ['body']);
      return objectOf(body)?.['isBase64Encoded'] === true ? base64(wrapped) : text(wrapped);
    },
  },
  {
    ...raw('body-content-length', 'cutting the body to its Content-Length', () => undefined),
    body: ({ headers, body }) =>
      body.subarray(0, Number(headerValue(headers, 'content-length') ?? body.length)),
  },
];

/** Every body that is tried, in order. */
export const BODY_VARIANTS: readonly BodyVariant[] = [...EDGES, ...JSON_BODIES, ...OTHERS];

function raw(
  id: string,
  phrase: string,
  change: (body: Buffer, request: DiagnosisRequest) => Buffer | undefined,
  hint = RAW,
): BodyVariant {
  return { id, phrase, hint, body: (request) => change(request.body, request) };
}

function envelope(path: string, service: string): BodyVariant {
  return {
    id: `body-envelope-${path.toLowerCase().replaceAll('.', '-')}`,
    phrase: `taking ${path} out of the ${service} envelope`,
    hint: INNER,
    body: ({ body }) => text(inner(body, path.split('.'))),
  };
}

/** The text, or the object as compact JSON, inside an envelope; the empty text where there is none. */
function inner(body: Buffer, path: readonly string[]): string {
  let value = jsonOf(body);
  for (const step of path) value = asObject(value)?.[step];
  if (value === undefined || value === null) throw new Error('no such envelope');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function formField(body: Buffer, name: string): Buffer | undefined {
  const value = new URLSearchParams(body.toString('utf8')).get(name);
  return value === null ? undefined : text(value);
}

/** Blanks and NUL. A pattern would look at a megabyte of blanks in the middle once for each of them. */
function trimmed(body: Buffer): Buffer {
  const isBlank = (byte = 1): boolean => byte === 0 || byte === 32 || (byte >= 9 && byte <= 13);
  let [start, end] = [0, body.length];
  while (start < end && isBlank(body[start])) start += 1;
  while (end > start && isBlank(body[end - 1])) end -= 1;
  return body.subarray(start, end);
}

/** Sorting the marks of one character takes the square of their number. */
const MOST_NORMALISED = 64 * 1024;

function normalised(body: Buffer, form: 'NFC' | 'NFD'): Buffer | undefined {
  const decoded = body.length > MOST_NORMALISED ? undefined : utf8(body);
  return decoded === undefined ? undefined : text(decoded.normalize(form));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function htmlUnescaped(body: Buffer): Buffer {
  const decoded = body
    .toString('utf8')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
  return text(decoded);
}

/** A small body may unpack to gigabytes: more than 16 MB are not looked at. */
const UNPACKED = { maxOutputLength: 16 * 1024 * 1024 };

function decompressed(body: Buffer, { headers }: DiagnosisRequest): Buffer | undefined {
  const stated = headerValue(headers, 'content-encoding')?.toLowerCase();
  if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body, UNPACKED);
  if (stated === 'br') return brotliDecompressSync(body, UNPACKED);
  return stated === 'deflate' ? inflateSync(body, UNPACKED) : undefined;
}

function base64(encoded: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_\s-]{4,}={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
}

function text(written: string, encoding: 'utf8' | 'latin1' | 'utf16le' = 'utf8'): Buffer {
  return Buffer.from(written, encoding);
}

function utf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
