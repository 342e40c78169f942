import Database from 'better-sqlite3';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CliError, EXIT } from '../../src/core/errors.ts';
import { createLog } from '../../src/store/migrations/v1-create-log.ts';
import { openStore } from '../../src/store/open-store.ts';
import { eventDraft } from '../support/event-draft.ts';
import { databasePath, otherConnection, testStore } from '../support/store-folder.ts';

const NOBODY = 65534;

describe('settings', () => {
  test('commits survive a power cut: every setting holds after the first write', async () => {
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    onTestFinished(() => pragma.mockRestore());
    const store = testStore();
    await store.append(eventDraft());
    const db = pragma.mock.contexts[0] as Database.Database;
    const read = (name: string): unknown => db.pragma(name, { simple: true });
    expect(read('journal_mode')).toBe('wal');
    expect(read('synchronous')).toBe(2);
    expect(read('busy_timeout')).toBe(250);
    expect(read('foreign_keys')).toBe(1);
    expect(read('secure_delete')).toBe(1);
    expect(read('trusted_schema')).toBe(0);
    expect(read('cell_size_check')).toBe(1);
    expect(read('mmap_size')).toBe(0);
    expect(read('journal_size_limit')).toBe(16 * 1024 * 1024);
    expect(read('auto_vacuum')).toBe(2);
  });

  test('the SQLite is one without the WAL-reset bug', () => {
    const version =
      otherConnection(':memory:').prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
  });
});

describe('private files', () => {
  test('the database and the files beside it are private under any umask', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const store = testStore();
    await store.append(eventDraft());
    const modes = ['', '-wal', '-shm'].map((suffix) => statSync(store.file + suffix).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(store.warnings).toEqual([]);
  });

  test('an older file with wider rights is tightened, with a warning', async () => {
    const file = databasePath();
    await openStore({ file }).close();
    chmodSync(file, 0o644);
    const store = testStore({ file });
    const modes = ['', '-wal', '-shm'].map((suffix) => statSync(file + suffix).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(store.warnings).toEqual([expect.stringContaining('could be read by other users')]);
  });
});

describe('files that cannot be used', () => {
  test('something else than a database is refused and kept', () => {
    const file = databasePath();
    writeFileSync(file, 'a shopping list, long enough to be taken for a page of a database'.repeat(100));
    expectRefused(file, /is not a database$/);
  });

  test('a short text file is refused and kept', () => {
    const file = databasePath();
    writeFileSync(file, 'hello\n');
    expectRefused(file, /is not a database$/);
  });

  test('a truncated database is refused and kept', async () => {
    const file = databasePath();
    await openStore({ file }).close();
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expectRefused(file, /is damaged$/);
  });

  test('a database of another program is refused and kept', () => {
    const file = databasePath();
    withDatabase(file, (db) => db.exec('CREATE TABLE theirs (a)'));
    expectRefused(file, /is the database of another program$/);
  });

  test('a database that says it is of another program is refused and kept', () => {
    const file = databasePath();
    withDatabase(file, (db) => db.pragma('application_id = 7'));
    expectRefused(file, /is the database of another program$/);
  });

  test('a database of a newer version is refused and kept', async () => {
    const file = databasePath();
    await openStore({ file }).close();
    withDatabase(file, (db) => db.pragma('user_version = 99'));
    expectRefused(file, /was made by a newer webhook-cli \(format 99\)$/);
  });

  test('a directory is refused', () => {
    const file = databasePath();
    mkdirSync(file);
    expect(openError(file).message).toMatch(/is not a regular file$/);
  });

  test('a missing folder is refused', () => {
    const error = openError(`${databasePath()}/no/such/folder/events.db`);
    expect(error.message).toMatch(/^the folder of the database .* does not exist$/);
  });

  test.each([0o000, 0o400])('a file of mode %o is refused', async (mode) => {
    const file = databasePath();
    await openStore({ file }).close();
    chmodSync(file, mode);
    const error = asOrdinaryUser(file, () => openError(file));
    expect(error.message).toMatch(/cannot be read and written/);
    expect(error.hint).toContain('chmod u+rw');
  });

  test('a folder that cannot be written is refused', async () => {
    const file = databasePath();
    await openStore({ file }).close();
    chmodSync(dirname(file), 0o500);
    onTestFinished(() => chmodSync(dirname(file), 0o700));
    const error = asOrdinaryUser(file, () => openError(file));
    expect(error.message).toMatch(/cannot be read and written/);
  });

  test('a log whose database is gone is kept: SQLite would delete it', async () => {
    const file = databasePath();
    writeFileSync(`${file}-wal`, 'committed pages');
    expect(openError(file).message).toMatch(/-wal holds changes to a database that is gone or empty$/);
    expect(readFileSync(`${file}-wal`, 'utf8')).toBe('committed pages');
    expect(existsSync(file)).toBe(false);
  });
});

describe('files that can be used', () => {
  test('an empty file becomes a database', async () => {
    const file = databasePath();
    writeFileSync(file, '', { mode: 0o600 });
    const store = testStore({ file });
    await expect(store.append(eventDraft())).resolves.toMatchObject({ id: 1 });
  });

  test('what was stored is there after opening again, and ids go on', async () => {
    const file = databasePath();
    const first = openStore({ file });
    const stored = await first.append(eventDraft());
    await first.close();
    const second = testStore({ file });
    expect(second.find(stored.id)).toEqual(stored);
    await expect(second.append(eventDraft())).resolves.toMatchObject({ id: 2 });
  });

  test('a locked database can be opened and read', async () => {
    const { file } = testStore();
    const other = otherConnection(file);
    other.exec('BEGIN IMMEDIATE');
    const store = testStore({ file, busyTimeoutMs: 0 });
    expect(store.latest(0)).toBeUndefined();
    other.exec('ROLLBACK');
  });

  test('a log of the first version is brought up to this one, with everything in it', async () => {
    const file = databasePath();
    withDatabase(file, (db) => {
      db.pragma('auto_vacuum = INCREMENTAL');
      createLog(db);
      db.pragma('user_version = 1');
      db.exec(FIRST_VERSION_ROWS);
    });
    const store = testStore({ file });
    expect(store.find(1)).toMatchObject({ type: 'order.created', outcome: 'failed' });
    expect(store.attempts(1)).toMatchObject([{ n: 1, status: 500 }]);
    expect(store.attempts(1)[0]).not.toHaveProperty('faults');
    expect(store.queued(1)).toBeUndefined();
    await store.append(eventDraft(), 'later');
    expect(store.queued(2)).toMatchObject({ tries: 0 });
  });

  test('the tables of a database are those of its version', () => {
    const { file } = testStore();
    const db = otherConnection(file);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
    expect(db.pragma('application_id', { simple: true })).toBe(0x57484b43);
    const lax = db.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict",
    );
    expect(
      lax
        .pluck()
        .all()
        .filter((name) => !String(name).startsWith('sqlite_')),
    ).toEqual([]);
  });
});

const FIRST_VERSION_ROWS = `
  INSERT INTO events VALUES (1, 0, 'default', 'store', 'POST', '/', 'order.created', NULL, '[]', 2, 'ab', 'valid', 0,
    NULL, NULL, NULL, 'local', 'failed');
  INSERT INTO bodies VALUES (1, x'7b7d');
  INSERT INTO attempts VALUES (1, 1, 'forward', 'http://localhost:1/', 0, 5, 500, NULL, NULL, '[]', 0);
`;

function openError(file: string): CliError {
  try {
    void openStore({ file }).close();
  } catch (error) {
    expect(error).toBeInstanceOf(CliError);
    return error as CliError;
  }
  throw new Error('the file was opened');
}

function expectRefused(file: string, message: RegExp): void {
  const before = readFileSync(file);
  const error = openError(file);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('\n');
  expect(error.hint).toContain('move');
  expect(error.exitCode).toBe(EXIT.environment);
  expect(readFileSync(file).equals(before)).toBe(true);
}

function withDatabase(file: string, change: (db: Database.Database) => unknown): void {
  const db = new Database(file);
  change(db);
  db.close();
}

/** Rights do not bind root, as which containers run their tests. */
function asOrdinaryUser<T>(file: string, run: () => T): T {
  if (process.geteuid?.() !== 0) return run();
  for (const path of [dirname(file), file]) chownSync(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}
