import { createHmac } from 'node:crypto';
import { headerValue, headerValues, type HeaderList, type HeaderPair } from '../../core/headers.ts';
import type { SpecialScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { inTime } from '../in-time.ts';
import { isSameText } from '../same-text.ts';
import { shownName } from '../shown-name.ts';
import { formatTimestamp, parseTimestamp } from '../timestamp.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused, unchecked } from '../verdicts.ts';

/**
 * Contentful signs a canonical request: method, path, the headers it lists, body. The path's query
 * is escaped, and the result once more.
 * https://www.contentful.com/developers/docs/extensibility/app-framework/request-verification/
 */
export const contentful: SpecialSigner = { sign, verify };

const SIGNATURE = 'x-contentful-signature';
const TIMESTAMP = 'x-contentful-timestamp';
const SIGNED_HEADERS = 'x-contentful-signed-headers';

function verify(input: VerifyInput, scheme: SpecialScheme): Verdict {
  const signature = headerValue(input.headers, SIGNATURE);
  if (signature === undefined) return missing(`there is no ${SIGNATURE} header`);
  const twice = [SIGNATURE, TIMESTAMP, SIGNED_HEADERS].find(
    (name) => headerValues(input.headers, name).length > 1,
  );
  if (twice !== undefined) return invalid('repeated-header', `${twice} was sent more than once`);
  const ts = headerValue(input.headers, TIMESTAMP);
  if (ts === undefined) return invalid('no-timestamp', 'the signed timestamp is not there');
  const signedAt = parseTimestamp('ms', ts);
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  const path = requestPath(input);
  if (path === undefined) return unchecked('no-url', 'this provider signs the path, and none is given');
  const content = canonical(input, { path, headers: signedHeaders(input.headers, ts) });
  const matches = input.secrets.map(
    (secret) => secret !== '' && isSameText(signature, hmac(secret, content)),
  );
  if (!matches.includes(true)) return mismatch('path, body or a signed header were changed');
  return inTime(matches.indexOf(true), { ...input, timestamp: scheme.timestamp, signedAt });
}

function sign(input: SignInput): SignResult {
  const path = requestPath(input);
  if (path === undefined) return refused('no-url', 'this provider signs the path: give the URL');
  if (input.secret === '') return refused('bad-secret', 'the secret is empty');
  const signed: HeaderPair[] = [
    [SIGNED_HEADERS, `${SIGNED_HEADERS},${TIMESTAMP}`],
    [TIMESTAMP, formatTimestamp('ms', input.timestamp)],
  ];
  const signature = hmac(input.secret, canonical(input, { path, headers: signed }));
  const headers = [...signed, [SIGNATURE, signature] as const];
  return {
    kind: 'signed',
    headers: headers.map(([name, value]) => [shownName(name), value]),
    body: input.body,
  };
}

/** The headers the request says are signed, by name; the two that say so are always among them. */
function signedHeaders(headers: HeaderList, ts: string): HeaderPair[] {
  const names = (headerValue(headers, SIGNED_HEADERS) ?? '').split(',');
  const listed = new Set(names.map((name) => name.trim().toLowerCase()));
  listed.delete(SIGNATURE);
  const pairs = new Map<string, string>();
  for (const name of listed) {
    const value = headerValue(headers, name);
    if (value !== undefined) pairs.set(name, value.trim());
  }
  // Contentful itself names its list by the headers that are there.
  pairs.set(SIGNED_HEADERS, [...new Set([...pairs.keys(), SIGNED_HEADERS, TIMESTAMP])].toSorted().join(','));
  pairs.set(TIMESTAMP, ts);
  return [...pairs].toSorted(([a], [b]) => (a > b ? 1 : -1));
}

function canonical(
  { method, body }: { method: string; body: Buffer },
  { path, headers }: { path: string; headers: HeaderList },
): Buffer {
  const lines = [method, encodedPath(path), headers.map(([name, value]) => `${name}:${value}`).join(';')];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n`, 'utf8'), body]);
}

function encodedPath(path: string): string {
  const [name, query] = path.split('?');
  try {
    return encodeURI(query ? `${name}?${encodeURIComponent(query)}` : (name as string));
  } catch {
    return path;
  }
}

function requestPath({ path, url }: { path?: string | undefined; url?: string | undefined }) {
  return path ?? url?.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
}

function hmac(secret: string, content: Buffer): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}
