import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type OpenedStore, type OpenOptions } from '../../src/store/open-store.ts';

/** The path of a database in a new folder, which is gone when the test ends. Nothing is made yet. */
export function databasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'webhook-cli-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'events.db');
}

/** A store on a real file, closed when the test ends. */
export function testStore(options: Partial<OpenOptions> = {}): OpenedStore & { readonly file: string } {
  const file = options.file ?? databasePath();
  const store = openStore({ ...options, file });
  onTestFinished(() => store.close());
  return { ...store, file };
}

/** A second connection, as another program would have it. */
export function otherConnection(file: string, options: Database.Options = {}): Database.Database {
  const db = new Database(file, options);
  onTestFinished(() => void db.close());
  return db;
}
