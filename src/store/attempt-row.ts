import {
  resultFields,
  type AttemptCause,
  type AttemptDraft,
  type DeliveryErrorCode,
  type StoredAttempt,
} from '../core/attempt.ts';
import type { HeaderList } from '../core/headers.ts';

/** One row of the table `attempts`, without its event. */
export interface AttemptRow {
  readonly n: number;
  readonly cause: AttemptCause;
  readonly target: string;
  readonly started_at: number;
  readonly duration_us: number;
  readonly status: number | null;
  readonly error_code: DeliveryErrorCode | null;
  readonly error_message: string | null;
  /** A JSON array of pairs. */
  readonly response_headers: string;
  readonly response_size: number;
  /** A JSON array of texts, or null where there are none. */
  readonly faults: string | null;
}

/** The columns that are known before the attempt has a number. */
export type AttemptColumns = Omit<AttemptRow, 'n'>;

/** The columns of an attempt that is about to be stored. */
export function attemptColumns(draft: AttemptDraft): AttemptColumns {
  const { status, error, responseHeaders, responseSize } = resultFields(draft.result);
  return {
    cause: draft.cause,
    target: draft.target,
    started_at: draft.startedAt,
    duration_us: Math.round(draft.durationMs * 1000),
    status,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    response_headers: JSON.stringify(responseHeaders),
    response_size: responseSize,
    faults: draft.faults === undefined ? null : JSON.stringify(draft.faults),
  };
}

/** The attempt of a row. */
export function attemptFromRow(row: AttemptRow): StoredAttempt {
  return {
    n: row.n,
    cause: row.cause,
    target: row.target,
    startedAt: row.started_at,
    durationMs: row.duration_us / 1000,
    status: row.status,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    responseHeaders: JSON.parse(row.response_headers) as HeaderList,
    responseSize: row.response_size,
    ...(row.faults === null ? {} : { faults: JSON.parse(row.faults) as string[] }),
  };
}
