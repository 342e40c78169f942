import { ensureDatabaseFile } from './database-file.ts';
import { connect, sqliteCode } from './sqlite.ts';

/**
 * Takes a lock that the system gives back however this process ends, so that no leftover file and
 * no reused process number can be mistaken for a holder. The file holds nothing.
 * @returns what gives it back, or undefined where another process has it
 */
export function holdAlone(file: string): (() => void) | undefined {
  ensureDatabaseFile(file);
  const db = connect(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return () => db.close();
  } catch (error) {
    db.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) return undefined;
    throw error;
  }
}
