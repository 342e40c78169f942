import type { Sqlite } from '../sqlite.ts';
import { createLog } from './v1-create-log.ts';
import { keepDeliveries } from './v2-keep-deliveries.ts';

/** Every step from an empty file to the current tables, in order: the first makes version 1. */
const MIGRATIONS: readonly ((db: Sqlite) => void)[] = [createLog, keepDeliveries];

/** The version of the tables this code works with. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the tables up to the current version, each step in its own transaction. The version is
 * read inside it: another process may be doing the same.
 */
export function migrate(db: Sqlite): void {
  for (const [index, step] of MIGRATIONS.entries()) {
    const run = db.transaction(() => {
      if (schemaVersion(db) !== index) return;
      step(db);
      db.pragma(`user_version = ${index + 1}`);
    });
    if (schemaVersion(db) === index) run.immediate();
  }
}

/** The version of the tables in the file; 0 before the first. */
export function schemaVersion(db: Sqlite): number {
  return db.pragma('user_version', { simple: true }) as number;
}
