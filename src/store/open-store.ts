import type { Clock, StorageError } from '../core/ports.ts';
import { ensureDatabaseFile, identityGuard, tightenDatabaseFiles } from './database-file.ts';
import { assertOurs } from './identity.ts';
import { migrate, SCHEMA_VERSION } from './migrations/index.ts';
import { databaseError } from './open-failure.ts';
import { distrustFile, makeDurable, setBusyTimeout } from './pragmas.ts';
import { connect, type Sqlite } from './sqlite.ts';
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts';
import { writeFailure } from './write-failure.ts';
import { WriteQueue } from './write-queue.ts';

const BUSY_TIMEOUT_MS = 250;
const BUSY_RETRY_MS = 5000;

/** How to open the log. */
export interface OpenOptions {
  /** Path of the database; its folder exists, the file is made if it does not. */
  readonly file: string;
  /** Monotonic milliseconds, by which waiting for a lock is measured. */
  readonly now?: Clock;
  /** How long one try may hold the event loop while another process has the lock, in ms; 250. */
  readonly busyTimeoutMs?: number;
  /** How long a write waits for the lock in all before it is rejected, in ms; 5000. */
  readonly busyRetryMs?: number;
  /** Largest size in pages: lets tests fill the disk. */
  readonly maxPageCount?: number;
  /** Called once if nothing can be stored any more: stop accepting and exit. */
  readonly onFatal?: (error: StorageError) => void;
}

/** An open log, with what the person at the terminal should know about it. */
export interface OpenedStore extends SqliteStore {
  readonly warnings: readonly string[];
}

/**
 * Opens the log, creating or migrating it where needed. What cannot be used is left as it is.
 * @throws CliError (exit 3) with one line of what is wrong and one of what to do
 */
export function openStore(options: OpenOptions): OpenedStore {
  try {
    ensureDatabaseFile(options.file);
    const db = connect(options.file);
    try {
      const warnings = prepare(db, options);
      return { ...createSqliteStore({ db, file: options.file, queue: createQueue(db, options) }), warnings };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw databaseError(error, options.file);
  }
}

/** First what only reads, so that a file that is not ours is refused unchanged. */
function prepare(db: Sqlite, { file, busyTimeoutMs = BUSY_TIMEOUT_MS, maxPageCount }: OpenOptions): string[] {
  distrustFile(db);
  assertOurs(db, { file, newest: SCHEMA_VERSION });
  const warnings = tightenDatabaseFiles(file);
  warnings.push(...makeDurable(db));
  migrate(db);
  setBusyTimeout(db, busyTimeoutMs);
  assertWritable(db);
  if (maxPageCount !== undefined) db.pragma(`max_page_count = ${maxPageCount}`);
  return warnings;
}

/** SQLite opens a read-only file without a word; only a write shows it, and this one is undone. */
function assertWritable(db: Sqlite): void {
  const touch = db.transaction(() => {
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    throw new Undone();
  });
  try {
    touch.immediate();
  } catch (error) {
    const isLocked = writeFailure(error).kind === 'busy'; // somebody writes to it: so can we, later
    if (!isLocked && !(error instanceof Undone)) throw error;
  }
}

/** Thrown to roll a transaction back. */
class Undone extends Error {}

function createQueue(db: Sqlite, options: OpenOptions): WriteQueue {
  return new WriteQueue({
    db,
    now: options.now ?? (() => performance.now()),
    busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    busyRetryMs: options.busyRetryMs ?? BUSY_RETRY_MS,
    assertUsable: identityGuard(options.file),
    onFatal: options.onFatal ?? (() => {}),
  });
}
