import { environmentError } from '../core/errors.ts';
import { moveAway } from './open-failure.ts';
import type { Sqlite } from './sqlite.ts';

/** Marks the file as ours: "WHKC" (sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x57_48_4b_43;

/** Refuses a file of another program or of a newer version. Only reads. @throws CliError */
export function assertOurs(db: Sqlite, options: { file: string; newest: number }): void {
  const { applicationId, version, tables } = readIdentity(db);
  if (applicationId !== APPLICATION_ID && (applicationId !== 0 || tables > 0)) {
    throw environmentError(`${options.file} is the database of another program`, moveAway(options.file));
  }
  if (version > options.newest) throw newerVersion(options.file, version);
}

/** All three from one snapshot: another process may be creating the tables right now. */
function readIdentity(db: Sqlite): { applicationId: number; version: number; tables: number } {
  return db.transaction(() => ({
    applicationId: db.pragma('application_id', { simple: true }) as number,
    version: db.pragma('user_version', { simple: true }) as number,
    tables: db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() as number,
  }))();
}

function newerVersion(file: string, version: number): Error {
  return environmentError(
    `${file} was made by a newer webhook-cli (format ${version})`,
    'update webhook-cli, or move the file away to start a new one; nothing was changed',
  );
}
