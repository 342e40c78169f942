import type { Provider } from '../../core/provider.ts';
import { durationWords } from '../../core/time.ts';

/** What becomes of events that providers sent while there was no public path. */
export function resendAdvice(providers: readonly Provider[]): string | null {
  const unique = [...new Set(providers)];
  return unique.length === 0 ? null : unique.map(adviceFor).join(' ');
}

function adviceFor({ title, retryAfterSeconds, retryFacts }: Provider): string {
  if (retryAfterSeconds.length === 0 && retryFacts?.never !== true)
    return `${title} does not publish when it tries again: see in its dashboard what it sent meanwhile.`;
  if (retryAfterSeconds.length === 0)
    return `${title} does not try again by itself: send again from its dashboard what it sent meanwhile.`;
  const times = retryAfterSeconds.map((seconds) => durationWords(seconds * 1000));
  const last = times.pop() as string;
  const schedule = times.length === 0 ? last : `${times.join(', ')} and ${last}`;
  return `${title} tries again ${schedule} after a failure: what it sent meanwhile comes by itself.`;
}
