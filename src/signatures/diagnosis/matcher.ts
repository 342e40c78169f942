import { timingSafeEqual } from 'node:crypto';
import type { HeaderScheme } from '../../core/scheme.ts';
import { digest, isKeyAlgorithm, keyUse, signedContent } from '../compute.ts';
import { readKeyPair, verifiesWith } from '../key-pair.ts';
import { secretKey } from '../secret-key.ts';
import { signedUrl } from '../signed-url.ts';
import { verify } from '../verify.ts';
import type { Candidate } from './received.ts';
import type { SignedTexts } from './signed-texts.ts';
import type { DiagnosisContext, DiagnosisRequest, NamedSecret } from './types.ts';

/** What is changed of the request, the secret or the recipe before it is computed again. */
export interface Change {
  /** In place of the endpoint's own secrets. */
  readonly secret?: NamedSecret;
  /** Key bytes, where the secret is not read as the scheme says. */
  readonly key?: Buffer;
  readonly body?: Buffer;
  readonly ts?: string;
  readonly id?: string;
  readonly url?: string;
  readonly method?: string;
  readonly recipe?: Partial<Pick<HeaderScheme, 'algorithm' | 'template' | 'secret' | 'bodyHashQuery'>>;
  /** In place of the algorithm's digest. */
  readonly compute?: (key: Buffer, content: Buffer) => Buffer;
}

/** What matched. */
export interface Match {
  /** Null where the scheme is one that needs code. */
  readonly candidate: Candidate | null;
  readonly secret: NamedSecret;
}

/** Recomputes a signature with changes, until a number of bytes is hashed. */
export interface Matcher {
  /** The match, or undefined: none, or nothing may be hashed any more. */
  match(change: Change): Match | undefined;
  /** The digests of the request as it is, one per own secret that is a key. */
  expected(): Buffer[];
  /** Counts work that is no hashing: making another body costs about a quarter of that. */
  spend(bytes: number): void;
  isExhausted(): boolean;
}

/** What a matcher works on. */
export interface MatcherParts {
  readonly request: DiagnosisRequest;
  readonly context: DiagnosisContext;
  readonly candidates: readonly Candidate[];
  readonly texts: SignedTexts;
}

/** A trial costs as much as this many bytes at least, so that small bodies are bounded as well. */
const LEAST_COST = 4096;

/** Builds the matcher of one request. */
export function createMatcher(parts: MatcherParts): Matcher {
  const { context } = parts;
  const own = context.secrets.filter(({ role }) => role === 'own');
  let left = context.budgetBytes;
  const afford = (bytes: number): boolean => {
    left -= Math.max(bytes, LEAST_COST);
    return left >= 0;
  };
  return {
    isExhausted: () => left <= 0,
    spend: (bytes) => (left -= bytes),
    expected: () => own.flatMap((secret) => expectedDigest(parts, { secret }) ?? []),
    match: (change) => {
      const secrets = change.secret === undefined ? own : [change.secret];
      for (const secret of secrets) {
        if (!afford((change.body ?? parts.request.body).length)) return undefined;
        const found = attempt(parts, { ...change, secret });
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

type Concrete = Change & { readonly secret: NamedSecret };

/** Whatever is tried must not stop the diagnosis: a hash that is switched off, a text that is no key. */
function attempt(parts: MatcherParts, change: Concrete): Match | undefined {
  try {
    return parts.context.provider.scheme.kind === 'header'
      ? inHeader(parts, change)
      : inSpecial(parts, change);
  } catch {
    return undefined;
  }
}

function inSpecial({ request, context }: MatcherParts, change: Concrete): Match | undefined {
  if (change.key !== undefined || change.compute !== undefined || change.recipe !== undefined)
    return undefined;
  const { body, method, url, secret } = change;
  const verdict = verify(context.provider.scheme, {
    ...request,
    body: body ?? request.body,
    method: method ?? request.method,
    url: url ?? context.url,
    secrets: [secret.value],
    now: context.now,
    toleranceSeconds: 0,
  });
  return verdict.status === 'valid' ? { candidate: null, secret } : undefined;
}

function inHeader(parts: MatcherParts, change: Concrete): Match | undefined {
  const scheme = { ...(parts.context.provider.scheme as HeaderScheme), ...change.recipe };
  if (isKeyAlgorithm(scheme.algorithm)) return byKeyPair(parts, change, scheme);
  const expected = expectedDigest(parts, change);
  if (expected === undefined) return undefined;
  const found = parts.candidates.find(({ bytes }) => isSame(bytes, expected));
  return found === undefined ? undefined : { candidate: found, secret: change.secret };
}

function byKeyPair(parts: MatcherParts, change: Concrete, scheme: HeaderScheme): Match | undefined {
  const algorithm = scheme.algorithm as Parameters<typeof readKeyPair>[0];
  const pair = readKeyPair(algorithm, change.secret.value);
  if (pair === undefined) return undefined;
  const content = contentOf(parts, change, { scheme, key: Buffer.alloc(0) });
  const found = parts.candidates.find(({ bytes: signature }) =>
    verifiesWith(pair.publicKey, { content, signature, use: keyUse(algorithm) }),
  );
  return found === undefined ? undefined : { candidate: found, secret: change.secret };
}

function expectedDigest(parts: MatcherParts, change: Concrete): Buffer | undefined {
  if (parts.context.provider.scheme.kind !== 'header') return undefined;
  const scheme: HeaderScheme = { ...parts.context.provider.scheme, ...change.recipe };
  if (isKeyAlgorithm(scheme.algorithm)) return undefined;
  const key = change.key ?? secretKey(scheme.secret, change.secret.value);
  if (key === undefined || key.length === 0) return undefined;
  const content = contentOf(parts, change, { scheme, key });
  return change.compute === undefined ? digest(scheme.algorithm, key, content) : change.compute(key, content);
}

function contentOf(
  { request, context, texts }: MatcherParts,
  change: Change,
  { scheme, key }: { scheme: HeaderScheme; key: Buffer },
): Buffer {
  const body = change.body ?? request.body;
  return signedContent(scheme, {
    body,
    secret: key,
    method: change.method ?? request.method,
    ts: change.ts ?? texts.ts,
    id: change.id ?? texts.id,
    url: signedUrl(scheme, change.url ?? context.url, body),
  });
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
