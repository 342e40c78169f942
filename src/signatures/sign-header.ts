import type { HeaderPair } from '../core/headers.ts';
import type { HeaderScheme } from '../core/scheme.ts';
import { digest, encode, isKeyAlgorithm, keyUse, signedContent } from './compute.ts';
import { readKeyPair, signWith } from './key-pair.ts';
import { shownName } from './shown-name.ts';
import { secretKey } from './secret-key.ts';
import { addedQuery, signedUrl, signsUrl } from './signed-url.ts';
import { formatTimestamp } from './timestamp.ts';
import type { SignInput, SignResult } from './types.ts';
import { secretFormText, refused } from './verdicts.ts';

/** Signs a request whose signature stands in a header: timestamp and id come along where there are any. */
export function signHeader(scheme: HeaderScheme, input: SignInput): SignResult {
  if (signsUrl(scheme) && input.url === undefined) {
    return refused('no-url', 'this provider signs the URL it has registered, and none is given');
  }
  const { timestamp, idHeader } = scheme;
  const ts = timestamp === undefined ? undefined : formatTimestamp(timestamp.unit, input.timestamp);
  const others = scheme.format.kind === 'list' ? (input.otherSecrets ?? []) : [];
  const texts: string[] = [];
  for (const secret of [input.secret, ...others]) {
    const text = signatureText(scheme, { ...input, secret }, ts);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  const headers: HeaderPair[] = [[shownName(scheme.header), written(scheme, texts, ts)]];
  if (timestamp?.from.kind === 'header') headers.unshift([shownName(timestamp.from.name), ts as string]);
  if (idHeader !== undefined) headers.unshift([shownName(idHeader), input.id ?? '']);
  const query = input.url === undefined ? null : addedQuery(scheme, input.url, input.body);
  return { kind: 'signed', headers, body: input.body, query };
}

function signatureText(scheme: HeaderScheme, input: SignInput, ts: string | undefined): string | SignResult {
  const { algorithm, encoding } = scheme;
  const parts = { ...input, ts, url: signedUrl(scheme, input.url, input.body) };
  if (isKeyAlgorithm(algorithm)) {
    const pair = readKeyPair(algorithm, input.secret);
    if (pair === undefined) return wrongForm(scheme);
    if (pair.privateKey === null) return publicOnly();
    const content = signedContent(scheme, { ...parts, secret: Buffer.alloc(0) });
    return encode(encoding, signWith(pair.privateKey, content, keyUse(algorithm)));
  }
  const key = secretKey(scheme.secret, input.secret);
  if (key === undefined) return wrongForm(scheme);
  return encode(encoding, digest(algorithm, key, signedContent(scheme, { ...parts, secret: key })));
}

function wrongForm(scheme: HeaderScheme): SignResult {
  return refused(
    'bad-secret',
    `the secret is not in the form its provider uses: ${secretFormText(scheme.secret)}`,
  );
}

/** A provider's public key only verifies: forging takes a key pair of one's own. */
export function publicOnly(): SignResult {
  return refused('bad-secret', 'a public key cannot sign: use the private test key in PEM');
}

function written({ format, timestamp }: HeaderScheme, texts: string[], ts: string | undefined): string {
  const [text = ''] = texts;
  if (format.kind === 'raw') return text;
  if (format.kind === 'prefix') return `${format.prefix}${text}`;
  const entries = texts.map((one) => `${format.key}${format.assign}${one}`);
  if (timestamp?.from.kind === 'part') entries.unshift(`${timestamp.from.key}${format.assign}${ts}`);
  return entries.join(format.separator);
}
