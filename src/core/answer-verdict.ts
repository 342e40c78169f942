import { isDelivered, type DeliveryResult } from './attempt.ts';
import type { Provider } from './provider.ts';

/**
 * What an answer is to a provider that retries: `accepted`, `refused` and to be tried again, or the
 * `end` of its retries. No answer in time is one that was refused.
 */
export type AnswerVerdict = 'accepted' | 'refused' | 'end';

/** Judges an answer as a provider does. */
export function answerVerdict({ answer, retryFacts }: Provider, result: DeliveryResult): AnswerVerdict {
  if (result.kind === 'failed') return 'refused';
  const { status, body } = result.answer;
  const isStatus = answer.status === null ? isDelivered(result) : status === answer.status;
  const isBody = answer.body === null || body.toString('utf8').trim() === answer.body;
  if (isStatus && isBody) return 'accepted';
  return retryFacts?.endedBy?.includes(status) === true ? 'end' : 'refused';
}
