import type { DeliveryError, DeliveryErrorCode } from '../../core/attempt.ts';

const PROBLEMS: Partial<Record<DeliveryErrorCode, string>> = {
  refused: 'refuses connections',
  unresolved: 'has a name that does not resolve',
  timeout: 'did not answer in time',
  closed: 'closed the connection before its answer was whole',
  'bad-answer': 'did not answer in HTTP',
  tls: 'has a certificate that is not trusted',
};

/** What went wrong on the way through a public URL, as what follows the URL in a sentence. */
export function publicProblem({ code, message }: DeliveryError): string {
  return PROBLEMS[code] ?? `cannot be reached: ${message}`;
}
