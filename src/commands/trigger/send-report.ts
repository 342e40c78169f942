import { isDelivered } from '../../core/attempt.ts';
import { eventLine } from '../../render/event-line.ts';
import { attemptJson, eventJson, jsonLine } from '../../render/json.ts';
import { liveOutputs } from '../support/live-outputs.ts';
import { countSend, newTally, sortedStatuses, tallyLines, type SendTally } from '../support/send-tally.ts';
import type { Sent } from '../support/sender.ts';
import type { Session } from '../support/session.ts';

/** Shows what is sent, and counts. */
export interface SendReport {
  show(sent: Sent): void;
  /** The same once more, because `--chaos` said so: it counts as little as it was asked for. */
  showRepeat(sent: Sent): void;
  /** One line of talk, above the bar. */
  note(message: string): void;
  /** Takes the progress bar away. */
  stop(): void;
  sent(): number;
  delivered(): number;
  /** The last line: the sum. */
  conclude(durationMs: number): void;
}

/** A line for each send; under them a bar, on a terminal and for several. */
export function sendReport(session: Session, total: number): SendReport {
  const outputs = liveOutputs(session, total);
  const tally = newTally();
  const note = (message: string): void => outputs.stderr.write(`${message}\n`);
  const progress = (): void =>
    outputs.progress({ done: tally.sent, total, failed: tally.sent - tally.delivered });
  progress();
  const tell = (sent: Sent): void => {
    const line = sentLine(session, sent);
    if (line !== undefined) outputs.stdout.write(line);
    if (sent.notice !== null) note(sent.notice);
    progress();
  };
  return {
    show(sent) {
      countSend(tally, { status: answeredStatus(sent), isGood: isDelivered(sent.result) });
      tell(sent);
    },
    showRepeat: tell,
    note,
    stop: outputs.stop,
    sent: () => tally.sent,
    delivered: () => tally.delivered,
    conclude: (durationMs) => outputs.stdout.write(sumOf(session, tally, durationMs)),
  };
}

function sumOf({ json }: Session, tally: SendTally, durationMs: number): string {
  const { sent, delivered } = tally;
  const byStatus = sortedStatuses(tally);
  if (!json)
    return tallyLines({ sent, delivered, byStatus }, durationMs)
      .map((line) => `${line}\n`)
      .join('');
  const numbers = { sent, delivered, failed: sent - delivered, byStatus: Object.fromEntries(byStatus) };
  return jsonLine({ kind: 'summary', ...numbers, durationMs: Math.round(durationMs) });
}

function answeredStatus({ result }: Sent): number | null {
  return result.kind === 'answered' ? result.answer.status : null;
}

/** Nothing where the listener stored nothing: the notice says so. */
function sentLine({ json, style }: Session, sent: Sent): string | undefined {
  const { event, attempt, queued, faults } = sent;
  if (event === null) return undefined;
  if (!json)
    return `${eventLine({ event, attempt, answered: answeredStatus(sent), queued, faults }, style)}\n`;
  const attempts = attempt === null ? [] : [attemptJson(attempt)];
  return jsonLine({ kind: 'event', ...eventJson(event), attempts, ...(faults && { faults }) });
}
