import { headerValue, type HeaderList } from '../core/headers.ts';
import type { SignatureScheme } from '../core/scheme.ts';
import type { Verdict, VerdictReason } from '../core/verdict.ts';
import { computeSignature } from './compute.ts';
import { readSignature, type ReadSignature } from './read-signature.ts';
import { isSameText } from './same-text.ts';
import { secretKey } from './secret-key.ts';
import { ageProblem, parseTimestamp } from './timestamp.ts';

/** What a signature is verified against. */
export interface VerifyInput {
  readonly method: string;
  readonly headers: HeaderList;
  /** The raw bytes as they came in. */
  readonly body: Buffer;
  /** The URL as registered with the provider, for schemes that sign it. */
  readonly url?: string | undefined;
  /** All of them are tried: during a rotation two are right. */
  readonly secrets: readonly string[];
  /** ms since the epoch. */
  readonly now: number;
}

/** Verifies a request by its scheme. Never throws, whatever the request holds. */
export function verify(scheme: SignatureScheme, input: VerifyInput): Verdict {
  if (input.secrets.length === 0) return no('unchecked', 'no-secret', 'no secret is configured');
  const signature = readSignature(scheme, input.headers);
  if (signature.kind === 'none') return no('missing', 'no-signature', `there is no ${scheme.header} header`);
  if (signature.kind === 'repeated') {
    return invalid('repeated-header', `${scheme.header} was sent ${signature.times} times, one is allowed`);
  }
  if (signature.kind === 'malformed') {
    return invalid('malformed-signature', `${scheme.header} does not hold a signature of this provider`);
  }
  const signed = signedParts(scheme, input, signature);
  return 'status' in signed ? signed : match(scheme, { input, signed, candidates: signature.candidates });
}

interface Signed {
  readonly ts: string | undefined;
  /** ms since the epoch. */
  readonly signedAt: number | undefined;
  readonly id: string | undefined;
}

function signedParts(
  scheme: SignatureScheme,
  input: VerifyInput,
  signature: Extract<ReadSignature, { kind: 'read' }>,
): Signed | Verdict {
  const id = scheme.idHeader === undefined ? undefined : headerValue(input.headers, scheme.idHeader);
  if (scheme.idHeader !== undefined && !id) return invalid('no-id', `there is no ${scheme.idHeader} header`);
  if (scheme.template.includes('{url}') && input.url === undefined) {
    return no('unchecked', 'no-url', 'this provider signs the URL, and none is configured');
  }
  if (scheme.timestamp === undefined) return { ts: undefined, signedAt: undefined, id };
  const { from, unit } = scheme.timestamp;
  const ts = from.kind === 'header' ? headerValue(input.headers, from.name) : signature.parts.get(from.key);
  if (ts === undefined) return invalid('no-timestamp', 'the signed timestamp is not there');
  const signedAt = parseTimestamp(unit, ts);
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  return { ts, signedAt, id };
}

interface Match {
  readonly input: VerifyInput;
  readonly signed: Signed;
  readonly candidates: readonly string[];
}

function match(scheme: SignatureScheme, { input, signed, candidates }: Match): Verdict {
  const keys = input.secrets.map((secret) => secretKey(scheme.secret, secret));
  const secret = keys.findIndex((key) => {
    if (key === undefined) return false;
    const expected = computeSignature(scheme, { ...input, ...signed, key });
    return candidates.some((candidate) => isSameText(candidate, expected));
  });
  if (secret >= 0) return inTime(scheme, { signed, secret, now: input.now });
  if (keys.every((key) => key === undefined)) {
    return invalid('bad-secret', `the secret is not in the form this provider uses (${scheme.secret})`);
  }
  return invalid('mismatch', 'the signature does not match: another secret, or the body was changed');
}

/** The age is checked last, so that "too old" is said only of a signature that is right. */
function inTime(
  scheme: SignatureScheme,
  { signed, secret, now }: { signed: Signed; secret: number; now: number },
): Verdict {
  if (scheme.timestamp === undefined || signed.signedAt === undefined) return { status: 'valid', secret };
  const problem = ageProblem(scheme.timestamp, signed.signedAt, now);
  if (problem === undefined) return { status: 'valid', secret };
  const where = problem.kind === 'stale' ? 'old' : 'ahead';
  const { toleranceSeconds } = scheme.timestamp;
  return invalid(
    problem.kind,
    `the signature is right, but its timestamp is ${problem.seconds} s ${where}: ${toleranceSeconds} s are allowed`,
  );
}

function invalid(reason: VerdictReason, explanation: string): Verdict {
  return no('invalid', reason, explanation);
}

function no(
  status: 'invalid' | 'missing' | 'unchecked',
  reason: VerdictReason,
  explanation: string,
): Verdict {
  return { status, reason, explanation };
}
