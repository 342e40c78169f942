import type { DiagnosisThread } from '../diagnosis-thread.ts';
import type { Diagnose } from '../explain-event.ts';
import { judge } from '../judge.ts';
import { knownSecrets } from '../known-secrets.ts';

/** Less than a command of its own may hash: the page waits for it. */
const BUDGET_BYTES = 128 * 1024 * 1024;

/** Diagnoses beside the receiver, which must not wait for it. */
export function diagnoseBeside(thread: DiagnosisThread): Diagnose {
  return async (session, { endpoint, endpoints, request, now, history }) => {
    if (judge(endpoint, request, now).status === 'valid') return null;
    const { method, headers, body, path = '/' } = request;
    return thread.ask({
      request: { method, headers, body, path },
      provider: endpoint.provider,
      secrets: await knownSecrets(session, endpoint, endpoints ?? []),
      url: endpoint.url ?? undefined,
      now,
      history,
      budgetBytes: BUDGET_BYTES,
    });
  };
}
