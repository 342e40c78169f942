import type { Endpoint } from '../../core/endpoint.ts';
import { providers } from '../../providers/index.ts';
import { diagnose } from '../../signatures/diagnosis/diagnose.ts';
import type { DeliveryHistory } from '../../signatures/diagnosis/types.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { JudgedRequest } from './judge.ts';
import { knownSecrets } from './known-secrets.ts';
import type { Session } from './session.ts';

/** A request that did not verify, and where. */
export interface DiagnosedRequest {
  readonly endpoint: Endpoint;
  /** The project's endpoints: their secrets are tried as well. */
  readonly endpoints?: readonly Endpoint[];
  readonly request: JudgedRequest;
  readonly url: string | undefined;
  /** When it arrived, ms since the epoch. */
  readonly now: number;
  readonly history?: DeliveryHistory;
}

/** A command of its own may think longer than a line of `listen`. */
const BUDGET_BYTES = 512 * 1024 * 1024;

/** Why a request does not verify; null where it does. */
export async function diagnoseAt(session: Session, at: DiagnosedRequest): Promise<Diagnosis | null> {
  const { endpoint, request, now, history } = at;
  const { method, headers, body, path = '/' } = request;
  return diagnose(
    { method, headers, body, path },
    {
      provider: endpoint.provider,
      providers,
      secrets: await knownSecrets(session, endpoint, at.endpoints ?? []),
      url: at.url ?? endpoint.url ?? undefined,
      now,
      history,
      budgetBytes: BUDGET_BYTES,
    },
  );
}
