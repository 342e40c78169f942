const KIB = 1024;
const MIB = 1024 * KIB;

/** Bytes of an app's answer body that are kept; its whole length is kept as a number. */
export const MAX_STORED_ANSWER = MIB;

/** Jobs that share one transaction, and so one flush of the disk. */
export const MAX_BATCH_JOBS = 256;

/** Bytes that share one transaction: bounds how long a commit holds the event loop. */
export const MAX_BATCH_BYTES = 8 * MIB;

/** A job larger than this commits alone, so that it does not delay the small ones before it. */
export const MAX_SHARED_JOB_BYTES = MIB;

/** Size to which the write-ahead log is cut back after a checkpoint, in bytes. */
export const JOURNAL_SIZE_LIMIT = 16 * MIB;

/** Rows read at once by a selection. Between pages nothing is held open. */
export const PAGE_ROWS = 200;
