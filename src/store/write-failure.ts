import { StorageError } from '../core/ports.ts';
import { sqliteCode } from './sqlite.ts';

/**
 * What a failed write calls for. `busy`: another process holds the lock, try again. `refused`: the
 * disk said no to the whole batch; later writes may succeed. `fatal`: nothing written from here on
 * can be trusted. `row`: one job is at fault, its siblings are not.
 */
export type WriteFailureKind = 'busy' | 'refused' | 'fatal' | 'row';

/** A failed write: what to do about it, and what its sender is told. */
export interface WriteFailure {
  readonly kind: WriteFailureKind;
  readonly error: StorageError;
}

/**
 * A failed flush is fatal because the kernel marks the lost pages as clean: a second flush would
 * report success without writing them (Rebello et al., "Can Applications Recover from fsync
 * Failures?", USENIX ATC 2020).
 */
const RULES: readonly (readonly [codes: RegExp, kind: WriteFailureKind, message: string])[] = [
  [/^SQLITE_(BUSY|PROTOCOL)/, 'busy', 'the database is locked by another process'],
  [/^SQLITE_IOERR_(DIR_)?FSYNC$/, 'fatal', 'the disk could not flush the database'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'fatal', 'the database is damaged'],
  [/^SQLITE_READONLY_DBMOVED$/, 'fatal', 'the database file was moved or deleted while in use'],
  [/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/, 'row', 'the database does not accept this record'],
  [/^SQLITE_FULL$/, 'refused', 'the disk is full'],
  [/^SQLITE_READONLY/, 'refused', 'the database is read-only'],
];

/** Judges an error that a transaction threw. */
export function writeFailure(error: unknown): WriteFailure {
  if (error instanceof StorageError) return { kind: error.fatal ? 'fatal' : 'row', error };
  const code = sqliteCode(error);
  if (code === undefined) return failure('row', describe(error), error);
  const rule = RULES.find(([codes]) => codes.test(code));
  if (rule === undefined) return failure('refused', `the database could not be written (${code})`, error);
  return failure(rule[1], `${rule[2]} (${code})`, error);
}

function failure(kind: WriteFailureKind, message: string, cause: unknown): WriteFailure {
  return { kind, error: new StorageError(message, { fatal: kind === 'fatal', cause }) };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
