import { createHash } from 'node:crypto';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValue } from '../../core/headers.ts';
import type { Case } from './case.ts';
import { providerHint } from './provider-hints.ts';

/** Nothing matched: what is most likely then, and what two sides can compare. */
export function nothing(one: Case): Diagnosis {
  const { context, refusal, matcher } = one;
  const advice = providerHint(context.provider.name, 'mismatch');
  const compare = `Compare with what the sender signed: ${fingerprint(one)}.`;
  const partly = matcher.isExhausted() ? ' Not everything was tried: the body is large.' : '';
  const hint = `${advice === undefined ? '' : `${advice} `}${compare}${partly}`;
  if (refusal.reason !== 'mismatch') {
    return { id: refusal.reason, sentence: refusal.explanation, hint };
  }
  return { ...likely(one), hint };
}

function likely({ context: { history } }: Case): Omit<Diagnosis, 'hint'> {
  if (history !== undefined && history.verifiedBefore > 0) {
    const { verifiedBefore: n } = history;
    const before = n === 1 ? 'the one before verified' : `the ${n} before verified`;
    return {
      id: 'altered-or-forged',
      sentence: `no known variant matches, and ${before}: this one was altered or forged`,
    };
  }
  if (history !== undefined) {
    return {
      id: 'probably-the-secret',
      sentence: 'no known variant matches, and none ever verified here: most likely another secret',
    };
  }
  return { id: 'nothing-matches', sentence: 'no known variant matches: another secret, or another body' };
}

function fingerprint({ request: { headers, body } }: Case): string {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const hops = headers.filter(([name]) => /^(via|x-forwarded-for|forwarded)$/i.test(name)).length;
  const parts = [
    `${body.length} bytes`,
    `SHA-256 ${sha256}`,
    ...(body.length === 0 ? [] : [`first bytes ${body.subarray(0, 16).toString('hex')}`]),
    ...(body.length <= 16 ? [] : [`last bytes ${body.subarray(-16).toString('hex')}`]),
    `content type ${headerValue(headers, 'content-type') ?? 'none'}`,
    `encodings ${headerValue(headers, 'content-encoding') ?? 'none'} and ${headerValue(headers, 'transfer-encoding') ?? 'none'}`,
    `${hops} proxy headers`,
  ];
  return parts.join(', ');
}
