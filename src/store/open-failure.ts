import { CliError, environmentError } from '../core/errors.ts';
import { sqliteCode } from './sqlite.ts';

type Explanation = (file: string, code: string) => readonly [message: string, hint: string];

/** What is said about each group of error codes, of SQLite and of the file system. */
const EXPLANATIONS: readonly (readonly [codes: RegExp, explain: Explanation])[] = [
  [/^SQLITE_NOTADB$/, (file) => [`${file} is not a database`, moveAway(file)]],
  [/^SQLITE_CORRUPT/, (file) => [`the database ${file} is damaged`, moveAway(file)]],
  [/^(ENOENT|ENOTDIR)$/, missingFolder],
  [/^(EACCES|EPERM|EROFS|SQLITE_(CANTOPEN|PERM|READONLY|AUTH))/, noAccess],
  [/^SQLITE_(BUSY|PROTOCOL)/, locked],
  [/^(SQLITE_FULL|ENOSPC)$/, diskFull],
];

/**
 * Turns what opening or reading the database threw into an error for the person at the terminal.
 * Nothing is repaired or deleted: the hint says what they can do. Errors of neither SQLite nor the
 * file system are given back as they are.
 */
export function databaseError(error: unknown, file: string): unknown {
  const code = sqliteCode(error) ?? fileSystemCode(error);
  if (error instanceof CliError || code === undefined) return error;
  const explain = EXPLANATIONS.find(([codes]) => codes.test(code))?.[1] ?? otherFailure;
  const [message, hint] = explain(file, code);
  return environmentError(message, hint, error);
}

/** Where to put a file that is in the way. */
export function moveAway(file: string): string {
  return `nothing was changed; to start a new one, move it away: mv "${file}" "${file}.old" (and -wal and -shm beside it)`;
}

function fileSystemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}

function missingFolder(file: string): [string, string] {
  return [`the folder of the database ${file} does not exist`, 'create it, or run `webhook-cli init`'];
}

function noAccess(file: string, code: string): [string, string] {
  return [
    `the database ${file} cannot be read and written (${code})`,
    `make it and its folder writable for you: chmod u+rw "${file}"`,
  ];
}

function locked(file: string): [string, string] {
  return [
    `the database ${file} is locked by another process`,
    'wait until that is done, or end it, and try again',
  ];
}

function diskFull(file: string): [string, string] {
  return [`the disk is full: the database ${file} cannot be written`, 'free some space and try again'];
}

function otherFailure(file: string, code: string): [string, string] {
  return [`the database ${file} failed (${code})`, 'run `webhook-cli doctor`'];
}
