import type { Endpoint } from '../../core/endpoint.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { VerifyInput } from '../../signatures/types.ts';
import { verify } from '../../signatures/verify.ts';

/** The part of a request that a signature is about. */
export interface JudgedRequest {
  readonly method: string;
  /** Path and query; undefined where they are not known. */
  readonly path: string | undefined;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** When and by which rules a request is judged; what is not said, the endpoint says. */
export type JudgeRules = Pick<VerifyInput, 'now' | 'url' | 'toleranceSeconds' | 'keys'>;

/** Verifies a request at its endpoint, now (ms since the epoch). */
export function judge(endpoint: Endpoint, request: JudgedRequest, now: number): Verdict {
  return judgeBy(endpoint, request, { now });
}

/**
 * Verifies a request at its endpoint. Against a secret we made up ourselves, a mismatch says
 * nothing about the sender: it is `unchecked`, and the explanation names the way out.
 */
export function judgeBy(endpoint: Endpoint, request: JudgedRequest, rules: JudgeRules): Verdict {
  const { provider, secrets } = endpoint;
  const url = rules.url ?? endpoint.url ?? undefined;
  const verdict = verify(provider.scheme, { ...request, ...rules, url, secrets });
  const isConfigured = endpoint.secretSource.kind === 'configured' || (rules.keys?.size ?? 0) > 0;
  if (isConfigured || verdict.status === 'valid' || verdict.status === 'unchecked') return verdict;
  return {
    status: 'unchecked',
    reason: 'no-secret',
    explanation: 'no signing secret is configured: set WEBHOOK_SECRET, or webhook-cli secret --set',
  };
}
