import { chmodSync, closeSync, fchmodSync, openSync, statSync } from 'node:fs';
import { environmentError } from '../core/errors.ts';
import { StorageError } from '../core/ports.ts';

const PRIVATE_MODE = 0o600;

/**
 * Makes the file before SQLite can: SQLite would make it readable by everyone, and gives the files
 * beside it the mode of the first. An existing file is left as it is.
 *
 * Files that exist are never opened here, only looked at: closing any handle on a file drops the
 * locks that SQLite connections of this process hold on it (sqlite.org/howtocorrupt.html, 2.2).
 * @throws CliError where there can be no database at this place
 */
export function ensureDatabaseFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw notAFile(file);
  if ((stats?.size ?? 0) === 0) refuseOrphanedLog(file);
  if (stats === undefined) createPrivate(file);
}

/**
 * Takes the rights of group and others away from the database and the files beside it.
 * @returns warnings for the person at the terminal
 */
export function tightenDatabaseFiles(file: string): string[] {
  if (process.platform === 'win32') return []; // mode bits say nothing there
  const wide = [file, `${file}-wal`, `${file}-shm`].filter((path) => (modeOf(path) & 0o077) !== 0);
  if (wide.length === 0) return [];
  try {
    for (const path of wide) chmodSync(path, PRIVATE_MODE);
    return [`${file} could be read by other users; it is now private`];
  } catch {
    return [`${file} can be read by other users, and its mode could not be changed`];
  }
}

/**
 * A check that the file at this path is still the one that was opened. On POSIX a deleted file can
 * be written for ever, and everything in it is gone when the process ends.
 */
export function identityGuard(file: string): () => void {
  const inode = statSync(file).ino;
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino === inode) return;
    throw new StorageError('the database file was moved or deleted while in use', { fatal: true });
  };
}

function modeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
}

function createPrivate(file: string): void {
  try {
    const handle = openSync(file, 'wx', PRIVATE_MODE);
    fchmodSync(handle, PRIVATE_MODE); // the umask may have taken more away
    closeSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return; // another process was first
    throw error;
  }
}

/** SQLite deletes a log whose database is empty or gone, with whatever was committed to it. */
function refuseOrphanedLog(file: string): void {
  const log = `${file}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  throw environmentError(
    `${log} holds changes to a database that is gone or empty`,
    `put the database back at ${file}, or move ${log} away to start a new one`,
  );
}

function notAFile(file: string): Error {
  return environmentError(
    `the database ${file} is not a regular file`,
    'move it away and start again, or choose another project folder',
  );
}
