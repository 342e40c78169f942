import { environmentError } from '../core/errors.ts';
import { JOURNAL_SIZE_LIMIT } from './limits.ts';
import { sqliteCode, type Sqlite } from './sqlite.ts';

type PragmaDb = Pick<Sqlite, 'pragma'>;
type Setting = readonly [name: string, value: number];

/** Distrust of the file itself (sqlite.org/security.html): set before anything is read from it. */
const DISTRUST: readonly Setting[] = [
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['mmap_size', 0],
];

/**
 * `synchronous = 2` is FULL: the driver's default in WAL mode loses commits at a power cut.
 * `secure_delete`: what is purged must not stay readable in free pages.
 */
const DURABLE: readonly Setting[] = [
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['secure_delete', 1],
  ['journal_size_limit', JOURNAL_SIZE_LIMIT],
];

/** On macOS a plain flush stops at the drive's cache (sqlite.org/pragma.html#pragma_fullfsync). */
const DARWIN: readonly Setting[] = [
  ['fullfsync', 1],
  ['checkpoint_fullfsync', 1],
];

/** INCREMENTAL, so that space can be given back after a purge. */
const AUTO_VACUUM: Setting = ['auto_vacuum', 2];

/** Settings that make reading a file of unknown origin safe. @throws CliError if one does not hold */
export function distrustFile(db: PragmaDb): void {
  for (const setting of DISTRUST) apply(db, setting);
}

/**
 * Settings that make commits survive a power cut, each read back.
 * @returns warnings for the person at the terminal
 * @throws CliError if one does not hold
 */
export function makeDurable(db: PragmaDb, platform: NodeJS.Platform = process.platform): string[] {
  chooseVacuum(db);
  const warnings = chooseJournal(db);
  for (const setting of [...DURABLE, ...(platform === 'darwin' ? DARWIN : [])]) apply(db, setting);
  return warnings;
}

/** How long one statement may block for a lock of another process, in ms. */
export function setBusyTimeout(db: PragmaDb, milliseconds: number): void {
  apply(db, ['busy_timeout', milliseconds]);
}

/** Can only be chosen while there is no table; choosing again would wait for other writers. */
function chooseVacuum(db: PragmaDb): void {
  const [name, value] = AUTO_VACUUM;
  if (db.pragma(name, { simple: true }) !== value) apply(db, AUTO_VACUUM);
}

/** Network file systems have no shared memory, which WAL needs; the rollback journal is as safe. */
function chooseJournal(db: PragmaDb): string[] {
  if (hasWriteAheadLog(db)) return [];
  const fallback = db.pragma('journal_mode = DELETE', { simple: true });
  if (fallback !== 'delete') throw refused('journal_mode', fallback);
  return ['the file system has no write-ahead log for the database: storing events is slower here'];
}

function hasWriteAheadLog(db: PragmaDb): boolean {
  try {
    return db.pragma('journal_mode = WAL', { simple: true }) === 'wal';
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_IOERR_SHM')) return false;
    throw error;
  }
}

function apply(db: PragmaDb, [name, value]: Setting): void {
  db.pragma(`${name} = ${value}`);
  const actual = db.pragma(name, { simple: true });
  if (actual !== value) throw refused(name, actual);
}

function refused(name: string, actual: unknown): Error {
  return environmentError(
    `the database does not keep the setting ${name} (it says ${String(actual)}), so events would not be safe`,
    'keep the project folder on a local disk',
  );
}
