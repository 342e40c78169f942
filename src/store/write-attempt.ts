import { isDelivered, type AttemptDraft, type StoredAttempt } from '../core/attempt.ts';
import { StorageError } from '../core/ports.ts';
import { attemptColumns, attemptFromRow, type AttemptColumns } from './attempt-row.ts';
import { MAX_STORED_ANSWER } from './limits.ts';
import type { Sqlite } from './sqlite.ts';
import type { WriteJob } from './write-queue.ts';

/** Makes the job that stores one attempt and moves its event's outcome. */
export type AttemptWriter = (eventId: number, draft: AttemptDraft) => WriteJob<StoredAttempt>;

/** The number is taken inside the transaction: another process may be replaying the same event. */
const INSERT_ATTEMPT = `
  INSERT INTO attempts (event_id, n, cause, target, started_at, duration_us, status, error_code,
    error_message, response_headers, response_size, faults)
  SELECT @event_id, coalesce(max(n), 0) + 1, @cause, @target, @started_at, @duration_us, @status,
    @error_code, @error_message, @response_headers, @response_size, @faults
  FROM attempts WHERE event_id = @event_id
  RETURNING n`;

/** Delivered once is delivered for good. */
const MOVE_OUTCOME = `
  UPDATE events SET outcome = CASE WHEN ? OR outcome = 'delivered' THEN 'delivered' ELSE 'failed' END
  WHERE id = ?`;

/** Prepares the statements that store attempts. */
export function createAttemptWriter(db: Sqlite): AttemptWriter {
  const insert = db.prepare<[AttemptColumns & { event_id: number }], number>(INSERT_ATTEMPT).pluck();
  const move = db.prepare<[number, number]>(MOVE_OUTCOME);
  const insertAnswer = db.prepare<[number, number, Buffer]>(
    'INSERT INTO answers (event_id, n, body) VALUES (?, ?, ?)',
  );
  // Whoever delivered it: it must not be delivered again from the queue.
  const dequeue = db.prepare<[number]>('DELETE FROM deliveries WHERE event_id = ?');
  return (eventId, draft) => {
    const columns = attemptColumns(draft);
    const answer = storedAnswer(draft);
    const run = (): StoredAttempt => {
      if (move.run(Number(isDelivered(draft.result)), eventId).changes === 0) throw unknownEvent(eventId);
      const n = insert.get({ ...columns, event_id: eventId }) as number;
      if (isDelivered(draft.result)) dequeue.run(eventId);
      if (answer.length > 0) insertAnswer.run(eventId, n, answer);
      return attemptFromRow({ ...columns, n });
    };
    return { bytes: columns.response_headers.length + answer.length + 1, run };
  };
}

function storedAnswer({ result }: AttemptDraft): Buffer {
  return result.kind === 'answered' ? result.answer.body.subarray(0, MAX_STORED_ANSWER) : Buffer.alloc(0);
}

function unknownEvent(eventId: number): StorageError {
  return new StorageError(`there is no event #${eventId}`, { fatal: false });
}
