import Database from 'better-sqlite3';
import { environmentError } from '../core/errors.ts';

/** A connection to SQLite. */
export type Sqlite = Database.Database;

/**
 * Milliseconds to wait for other processes while opening. It may be longer than later on: nothing
 * is served yet, and two processes that start at once both want to create the tables.
 */
const OPEN_WAIT_MS = 5000;

/**
 * Connects to a file that exists. Whether it is a database shows at the first read, not here.
 * @throws CliError if the native module cannot be loaded: the driver loads it with the first connection
 */
export function connect(file: string, options: Database.Options = {}): Sqlite {
  try {
    return new Database(file, { fileMustExist: true, timeout: OPEN_WAIT_MS, ...options });
  } catch (error) {
    if (sqliteCode(error) !== undefined) throw error;
    throw environmentError(
      'the native module of better-sqlite3 could not be loaded',
      `run \`npm rebuild better-sqlite3\` with the Node you use now (${process.version}), or install webhook-cli again`,
      error,
    );
  }
}

/** The code of SQLite (`SQLITE_BUSY`, `SQLITE_IOERR_FSYNC`, …), or undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined;
}
