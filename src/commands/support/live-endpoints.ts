import { writeFileSecret } from '../../config/secret-file.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { headerValue } from '../../core/headers.ts';
import type { CapturedRequest } from '../../core/event.ts';
import type { Handshaken } from '../../core/pipeline.ts';
import { answerHandshake } from '../../signatures/answer-handshake.ts';
import { warn, type Session } from './session.ts';

/** The endpoints of a running listener: a handshake may bring the secret of one. */
export interface LiveEndpoints {
  readonly all: readonly Endpoint[];
  /** Answers a provider's first contact; undefined for an event. */
  handshake(endpoint: Endpoint, request: CapturedRequest): Handshaken | undefined;
}

/** Makes the endpoints of a listener. */
export function liveEndpoints(session: Session, endpoints: readonly Endpoint[]): LiveEndpoints {
  const all = [...endpoints];
  const keep = (endpoint: Endpoint, secret: string): void => {
    const secretSource = { kind: 'configured', from: ['a handshake'] } as const;
    all.splice(all.indexOf(endpoint), 1, { ...endpoint, secrets: [secret], secretSource });
    writeFileSecret(session.project, secret).catch((error: Error) => warn(session, error.message));
  };
  return {
    all,
    handshake(endpoint, request) {
      const answered = answerHandshake(endpoint.provider.handshakes, request, endpoint);
      if (answered === undefined || answered.secretHeader === null) return answered;
      const secret = headerValue(request.headers, answered.secretHeader) as string;
      // Anybody can send one: it may bring the first secret, and never replace one.
      if (endpoint.secretSource.kind === 'configured') return { ...answered, notice: NOT_TRUSTED };
      keep(endpoint, secret);
      return { ...answered, notice: KEPT };
    },
  };
}

const KEPT = 'its secret is kept in .webhook-cli/secret, and events are checked with it from now on';
const NOT_TRUSTED =
  'it brought a secret, which is not used: there is one already. To take the next: webhook-cli secret --generate';
