import type { HeaderScheme } from '../core/scheme.ts';
import type { Verdict } from '../core/verdict.ts';
import { decodeSignature, digest, encode, isKeyAlgorithm, keyUse, signedContent } from './compute.ts';
import { inTime } from './in-time.ts';
import { readKeyPair, verifiesWith } from './key-pair.ts';
import { readSignature } from './read-signature.ts';
import { isSameText } from './same-text.ts';
import { secretKey } from './secret-key.ts';
import { signedParts, type Signed } from './signed-parts.ts';
import { isBodyHashRight, signedUrl, signsUrl } from './signed-url.ts';
import type { VerifyInput } from './types.ts';
import { invalid, mismatch, missing, secretFormText, unchecked } from './verdicts.ts';

/** Verifies a request whose signature stands in a header. */
export function verifyHeader(scheme: HeaderScheme, input: VerifyInput): Verdict {
  const signature = readSignature(scheme, input.headers);
  if (signature.kind === 'none') return missing(`there is no ${scheme.header} header`);
  if (signature.kind === 'repeated') {
    return invalid('repeated-header', `${scheme.header} was sent ${signature.times} times, one is allowed`);
  }
  if (signature.kind === 'malformed') {
    return invalid('malformed-signature', `${scheme.header} does not hold a signature of this provider`);
  }
  const signed = signedParts(scheme, { ...input, parts: signature.parts });
  if ('status' in signed) return signed;
  if (signsUrl(scheme) && input.url === undefined) {
    return unchecked('no-url', 'this provider signs the URL, and none is configured');
  }
  const url = signedUrl(scheme, input.url, input.body);
  return match(scheme, { input: { ...input, url }, signed, candidates: signature.candidates });
}

interface Match {
  readonly input: VerifyInput;
  readonly signed: Signed;
  readonly candidates: readonly string[];
}

type Test = (candidate: string) => boolean;

function match(scheme: HeaderScheme, { input, signed, candidates }: Match): Verdict {
  const tests = input.secrets.map((secret) => testFor(scheme, secret, { ...input, ...signed }));
  if (tests.every((test) => test === undefined)) {
    return invalid(
      'bad-secret',
      `the secret is not in the form this provider uses: ${secretFormText(scheme.secret)}`,
    );
  }
  // Every secret is tried against every candidate: the time tells nothing about which one was near.
  const matches = tests.map((test) => test !== undefined && candidates.map(test).includes(true));
  const secret = matches.indexOf(true);
  if (secret < 0) return mismatch();
  if (!isBodyHashRight(scheme, input.url, input.body)) {
    return mismatch('the body is not the one whose hash the URL states');
  }
  const { timestamp } = scheme;
  if (timestamp === undefined || signed.signedAt === undefined) return inTime(secret, undefined);
  return inTime(secret, { ...input, timestamp, signedAt: signed.signedAt });
}

/** What tells whether a signature is right by this secret; undefined where the secret is no key. */
function testFor(scheme: HeaderScheme, secret: string, parts: VerifyInput & Signed): Test | undefined {
  const { algorithm, encoding } = scheme;
  if (isKeyAlgorithm(algorithm)) {
    const pair = readKeyPair(algorithm, secret);
    if (pair === undefined) return undefined;
    const content = signedContent(scheme, { ...parts, secret: Buffer.alloc(0) });
    return (candidate) => {
      const signature = decodeSignature(encoding, candidate);
      const use = keyUse(algorithm);
      return signature !== undefined && verifiesWith(pair.publicKey, { content, signature, use });
    };
  }
  const key = secretKey(scheme.secret, secret);
  if (key === undefined) return undefined;
  const expected = encode(encoding, digest(algorithm, key, signedContent(scheme, { ...parts, secret: key })));
  return (candidate) => isSameText(encoding === 'hex-any' ? candidate.toLowerCase() : candidate, expected);
}
