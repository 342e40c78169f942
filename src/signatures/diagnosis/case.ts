import { headerValues } from '../../core/headers.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { HeaderScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { createMatcher, type Match, type Matcher } from './matcher.ts';
import { EXPECTED, isAsExpected, readings, signatureTexts, type Candidate } from './received.ts';
import { signedTexts, type SignedTexts } from './signed-texts.ts';
import type { DiagnosisContext, DiagnosisRequest, Finding } from './types.ts';

/** A verdict that did not accept. */
export type Refusal = Exclude<Verdict, { status: 'valid' }>;

/** One request under diagnosis. */
export interface Case {
  readonly request: DiagnosisRequest;
  readonly context: DiagnosisContext;
  readonly refusal: Refusal;
  /** Null where the scheme is one that needs code. */
  readonly scheme: HeaderScheme | null;
  /** The header the signature was read from, and what stands in it. */
  readonly header: string | null;
  readonly texts: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly signed: SignedTexts;
  readonly matcher: Matcher;
}

/** A header that seems to hold a signature, though its name is another. */
const NEAR_NAMES = /signature|hmac|digest|x-hub/;

/** Opens the case of a request that was not accepted. */
export function openCase(request: DiagnosisRequest, context: DiagnosisContext, refusal: Refusal): Case {
  const scheme = context.provider.scheme.kind === 'header' ? context.provider.scheme : null;
  const header = scheme === null ? null : headerOf(scheme, request);
  const texts = scheme === null || header === null ? [] : signatureTexts(scheme, request, header);
  const candidates = texts.flatMap(readings);
  const signed =
    scheme === null
      ? { ts: undefined, id: undefined }
      : signedTexts(scheme, request, header ?? scheme.header);
  const matcher = createMatcher({ request, context, candidates, texts: signed });
  return { request, context, refusal, scheme, header, texts, candidates, signed, matcher };
}

function headerOf({ header, alias }: HeaderScheme, { headers }: DiagnosisRequest): string | null {
  const known = [header, alias].find((name) => name !== undefined && headerValues(headers, name).length > 0);
  return known ?? headers.find(([name]) => NEAR_NAMES.test(name.toLowerCase()))?.[0] ?? null;
}

/** The diagnosis of what matched; a reading the scheme does not ask for belongs to it. */
export function found(one: Case, findings: readonly Finding[], match: Match): Diagnosis {
  const all = [...findings, ...readingOf(one, match)];
  return {
    id: all.map(({ id }) => id).join('+'),
    sentence: `matches after ${all.map(({ phrase }) => phrase).join(' and ')}`,
    hint: all[0]?.hint ?? '',
  };
}

/** What is odd about the way the matching signature is written. */
export function readingOf({ scheme }: Case, { candidate }: Match): Finding[] {
  if (scheme === null || candidate === null) return [];
  // A public-key signature is bytes: which of the readings is right, only its form tells.
  if (isAsExpected(scheme.encoding, candidate.readAs)) return [];
  return [
    {
      id: 'signature-encoding',
      phrase: `reading the signature as ${candidate.readAs}`,
      hint: `The sender writes ${candidate.readAs}, this provider ${EXPECTED[scheme.encoding]}: change one of them.`,
    },
  ];
}
