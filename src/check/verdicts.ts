import { isDelivered } from '../core/attempt.ts';
import { MISTAKES } from './mistakes.ts';
import type { Exchange, Finding, Plan, Seen, Shot } from './types.ts';

/** A plan of requests one after the other. */
export function send(...shots: readonly Shot[]): Plan {
  return { kind: 'send', shots, together: false };
}

/** A plan of nothing, and why. */
export function skip(reason: string): Plan {
  return { kind: 'skip', reason };
}

/** What came of a request, in words. */
export function answerWords({ result }: Exchange): string {
  return result.kind === 'answered' ? `answered ${result.answer.status}` : result.error.message;
}

/** The status of an answer, or null where there was none. */
export function statusOf({ result }: Exchange): number | null {
  return result.kind === 'answered' ? result.answer.status : null;
}

function statusesOf({ answers }: Seen): string {
  return [...new Set(answers.map(statusOf))].join(' and ');
}

/** Whether a request was refused as a client's fault. */
export function isRefused(exchange: Exchange): boolean {
  const status = statusOf(exchange) ?? 0;
  return status >= 400 && status < 500;
}

/** Whether the provider would take the answer as received. */
export function isAccepted(exchange: Exchange, { provider }: Pick<Seen, 'provider'>): boolean {
  const { result } = exchange;
  if (result.kind !== 'answered' || !isDelivered(result)) return false;
  const { status, body } = provider.answer;
  return (
    (status === null || status === result.answer.status) &&
    (body === null || body === result.answer.body.toString('utf8').trim())
  );
}

/** Every request must be accepted. */
export function allAccepted(seen: Seen): Finding {
  const bad = seen.answers.find((answer) => !isAccepted(answer, seen));
  if (bad === undefined) return { outcome: 'pass', found: `accepted with ${statusesOf(seen)}` };
  const found = notAcceptedWords(bad, seen);
  const status = statusOf(bad);
  if (status === null) return { outcome: 'fail', found, ...MISTAKES.noAnswer };
  if (seen.baseline.accepts) return { outcome: 'fail', found };
  return { outcome: 'fail', found, ...(status >= 500 ? MISTAKES.serverError : MISTAKES.refusesValid) };
}

/** {@link allAccepted}, for bytes a receiver may choke on after they were verified rightly. */
export function allDigested(seen: Seen): Finding {
  const finding = allAccepted(seen);
  const hasError = seen.answers.some((answer) => (statusOf(answer) ?? 0) >= 500);
  return hasError ? { ...finding, ...MISTAKES.serverError } : finding;
}

function notAcceptedWords(bad: Exchange, { provider, answers }: Seen): string {
  const failing = answers.length === 1 ? '' : ` (${answers.indexOf(bad) + 1} of ${answers.length})`;
  const isOther = bad.result.kind === 'answered' && isDelivered(bad.result);
  const { status, body } = provider.answer;
  const wanted = [status ?? '2xx', ...(body === null ? [] : [`with the body ${JSON.stringify(body)}`])];
  return `${answerWords(bad)}${failing}${isOther ? `; ${provider.title} wants ${wanted.join(' ')}` : ''}`;
}

/** Every request must be refused with 4xx; where nothing is ever accepted, that proves nothing. */
export function allRefused(seen: Seen): Finding {
  return judgeRefusals(seen, MISTAKES.errorOnRefusal);
}

/** {@link allRefused}, with another mistake behind a server error. */
export function judgeRefusals(seen: Seen, onError: { mistake: string; fix: string }): Finding {
  const accepted = seen.answers.find((answer) => isAccepted(answer, seen));
  if (accepted !== undefined) {
    const found = `${answerWords(accepted)}: accepted`;
    return { outcome: 'fail', found, ...(seen.baseline.refuses ? {} : MISTAKES.verifiesNothing) };
  }
  if (!seen.baseline.accepts) return notProven(seen);
  const bad = seen.answers.find((answer) => !isRefused(answer));
  if (bad === undefined) return { outcome: 'pass', found: `refused with ${statusesOf(seen)}` };
  const status = statusOf(bad);
  if (status === null) return { outcome: 'fail', found: answerWords(bad), ...MISTAKES.noAnswer };
  const found = `${answerWords(bad)}: not accepted, but not refused with 4xx either`;
  return { outcome: 'fail', found, ...(status >= 500 ? onError : {}) };
}

/** The verdict over a receiver that accepts nothing. */
export function notProven({ baseline }: Pick<Seen, 'baseline'>): Finding {
  return {
    outcome: 'skip',
    found: `not proven: a plain valid event is not accepted either (${baseline.words})`,
  };
}
