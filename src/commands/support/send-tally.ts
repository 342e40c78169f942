import { durationWords } from '../../core/time.ts';

/** Counts alone are kept: the answers of a long run would not fit into memory. */
export interface SendTally {
  sent: number;
  delivered: number;
  /** How often each status was answered; `none` where no answer came. */
  readonly byStatus: Map<string, number>;
}

/** A tally of nothing yet. */
export function newTally(): SendTally {
  return { sent: 0, delivered: 0, byStatus: new Map() };
}

/** Counts one send. */
export function countSend(
  tally: SendTally,
  { status, isGood }: { status: number | null; isGood: boolean },
): void {
  const word = String(status ?? 'none');
  tally.sent += 1;
  tally.byStatus.set(word, (tally.byStatus.get(word) ?? 0) + 1);
  if (isGood) tally.delivered += 1;
}

/** The statuses in order. */
export function sortedStatuses({ byStatus }: Pick<SendTally, 'byStatus'>): Map<string, number> {
  return new Map([...byStatus].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The sum for people: how many in what time, and by answer. */
export function tallyLines(
  tally: { sent: number; delivered: number; byStatus: ReadonlyMap<string, number> },
  durationMs: number,
  more = '',
): string[] {
  const { sent, delivered, byStatus } = tally;
  const lines = [`${sent} sent in ${durationWords(durationMs)}, ${delivered} answered 2xx${more}.`];
  const statuses = [...byStatus].map(([status, n]) => `${status === 'none' ? 'no answer' : status}: ${n}`);
  return sent === 0 ? lines : [...lines, `By answer: ${statuses.join(', ')}`];
}
