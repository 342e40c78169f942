import type { Endpoint } from '../../core/endpoint.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Verdict } from '../../core/verdict.ts';
import { verify } from '../../signatures/verify.ts';

/**
 * Verifies a request at its endpoint. Against a secret we made up ourselves, a mismatch says
 * nothing about the sender: it is `unchecked`, and the explanation names the way out.
 */
export function judge(
  endpoint: Endpoint,
  request: { method: string; path: string; headers: HeaderList; body: Buffer },
  now: number,
): Verdict {
  const { provider, secrets, url } = endpoint;
  const verdict = verify(provider.scheme, { ...request, secrets, url: url ?? undefined, now });
  if (verdict.status === 'valid' || endpoint.secretSource.kind === 'configured') return verdict;
  return {
    status: 'unchecked',
    reason: 'no-secret',
    explanation: 'no signing secret is configured: set WEBHOOK_SECRET, or webhook-cli secret --set',
  };
}
