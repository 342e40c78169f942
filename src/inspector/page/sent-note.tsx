import type { SentJson } from '../wire.ts';
import { duration, visible } from './format.ts';

/** What came of a send, or why there was none. */
export type Outcome =
  | { readonly kind: 'sent'; readonly sent: SentJson }
  | { readonly kind: 'refused'; readonly message: string };

/** The answer as one line. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'refused') return `Not sent: ${outcome.message}`;
  const { eventId, attempt, note } = outcome.sent;
  const answer =
    attempt === null
      ? 'stored, not sent to an app'
      : `${attempt.status ?? attempt.error ?? 'no answer'} in ${duration(attempt.durationMs)}`;
  const number = eventId === null ? '' : `#${eventId}: `;
  return visible(`${number}${answer}${note === null ? '' : `, ${note}`}`);
}

export function SentNote({ outcome }: { readonly outcome: Outcome | null }) {
  if (outcome === null) return null;
  return (
    <p role="status" class={outcome.kind === 'refused' ? 'problem' : 'sent'}>
      {outcomeText(outcome)}
    </p>
  );
}
