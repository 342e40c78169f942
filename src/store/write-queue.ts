import { StorageError, type Clock } from '../core/ports.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_JOBS, MAX_SHARED_JOB_BYTES } from './limits.ts';
import type { Sqlite } from './sqlite.ts';
import { writeFailure, type WriteFailure } from './write-failure.ts';

/** Pause between two tries for the lock, in ms: what SQLite's own busy handler waits at most times. */
const RETRY_PAUSE_MS = 20;

/** One change to the database. `run` may be called more than once: a batch can be rolled back. */
export interface WriteJob<T> {
  /** Roughly how much it writes; above 0. */
  readonly bytes: number;
  readonly run: () => T;
}

/** What the queue is made from. */
export interface WriteQueueParts {
  readonly db: Sqlite;
  /** Monotonic milliseconds. */
  readonly now: Clock;
  /** How long one try may hold the event loop while another process has the lock, in ms. */
  readonly busyTimeoutMs: number;
  /** How long a job waits for the lock in all, in ms. */
  readonly busyRetryMs: number;
  /** Called before each transaction; throws where the database must not be written any more. */
  readonly assertUsable: () => void;
  /** Called once, with the error after which nothing is accepted. */
  readonly onFatal: (error: StorageError) => void;
}

interface QueuedJob {
  readonly bytes: number;
  readonly deadline: number;
  /** Makes the change and returns what tells the caller, to be called once it is durable. */
  readonly run: () => () => void;
  readonly reject: (error: StorageError) => void;
}

/**
 * Commits jobs in groups: those that arrive in one turn of the event loop share a transaction, so
 * one flush of the disk serves them all. Jobs keep their order.
 */
export class WriteQueue {
  readonly #parts: WriteQueueParts;
  readonly #waiting: QueuedJob[] = [];
  #isScheduled = false;
  #isWaitingForLock = false;
  /** Why nothing is accepted any more. */
  #ended: StorageError | undefined;
  #onIdle: (() => void) | undefined;

  constructor(parts: WriteQueueParts) {
    this.#parts = parts;
  }

  /** Resolves with the job's result once it is committed. @throws StorageError */
  push<T>(job: WriteJob<T>): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise<T>((resolve, reject) => {
      const run = (): (() => void) => {
        const result = job.run();
        return () => resolve(result);
      };
      const deadline = this.#parts.now() + this.#parts.busyRetryMs;
      this.#waiting.push({ bytes: job.bytes, deadline, run, reject });
      this.#schedule();
    });
  }

  /** Accepts nothing more; resolves once every job has been settled. */
  end(): Promise<void> {
    this.#ended ??= new StorageError('the database is closed', { fatal: false });
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    if (this.#waiting.length === 0) return this.#onIdle?.();
    this.#isScheduled = true;
    const turn = (): void => this.#turn();
    if (this.#isWaitingForLock) setTimeout(turn, RETRY_PAUSE_MS);
    else setImmediate(turn);
  }

  #turn(): void {
    this.#isScheduled = false;
    const batch = takeBatch(this.#waiting);
    try {
      const settled = this.#commit(batch);
      this.#waitForLock(false);
      for (const settle of settled) settle();
    } catch (error) {
      this.#fail(batch, writeFailure(error));
    }
    this.#schedule();
  }

  #commit(batch: readonly QueuedJob[]): (() => void)[] {
    const { db, assertUsable } = this.#parts;
    assertUsable();
    try {
      return db.transaction(() => batch.map((job) => job.run())).immediate();
    } catch (error) {
      if (writeFailure(error).kind !== 'row') throw error;
      return db.transaction(() => batch.map((job) => this.#runApart(job))).immediate();
    }
  }

  /** A transaction inside a transaction is a savepoint: only this job's changes are undone. */
  #runApart(job: QueuedJob): () => void {
    try {
      return this.#parts.db.transaction(job.run)();
    } catch (error) {
      const failure = writeFailure(error);
      if (failure.kind !== 'row') throw error;
      return () => job.reject(failure.error);
    }
  }

  #fail(batch: readonly QueuedJob[], { kind, error }: WriteFailure): void {
    if (kind === 'fatal') return this.#stop(batch, error);
    const now = this.#parts.now();
    const kept = kind === 'busy' ? batch.filter((job) => job.deadline > now) : [];
    for (const job of batch) if (!kept.includes(job)) job.reject(error);
    this.#waiting.unshift(...kept);
    this.#waitForLock(kind === 'busy');
  }

  #stop(batch: readonly QueuedJob[], error: StorageError): void {
    this.#ended = error;
    for (const job of [...batch, ...this.#waiting.splice(0)]) job.reject(error);
    this.#parts.onFatal(error);
  }

  /** While we poll for the lock ourselves, SQLite must not block the event loop for it as well. */
  #waitForLock(isWaiting: boolean): void {
    if (isWaiting === this.#isWaitingForLock) return;
    this.#isWaitingForLock = isWaiting;
    this.#parts.db.pragma(`busy_timeout = ${isWaiting ? 0 : this.#parts.busyTimeoutMs}`);
  }
}

function takeBatch(waiting: QueuedJob[]): QueuedJob[] {
  let bytes = 0;
  const end = waiting.findIndex((job, index) => {
    bytes += job.bytes > MAX_SHARED_JOB_BYTES ? MAX_BATCH_BYTES : job.bytes;
    return index === MAX_BATCH_JOBS || (index > 0 && bytes > MAX_BATCH_BYTES);
  });
  return waiting.splice(0, end < 0 ? waiting.length : end);
}
