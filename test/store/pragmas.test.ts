import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { CliError } from '../../src/core/errors.ts';
import { makeDurable } from '../../src/store/pragmas.ts';

type Answer = (name: string, value: unknown) => unknown;

/** A database that gives back what it was told, unless `answer` says otherwise. */
function fakeDatabase(answer: Answer): { pragma(source: string): unknown; said: Map<string, unknown> } {
  const said = new Map<string, unknown>();
  const pragma = (source: string): unknown => {
    const [name = '', value] = source.split(' = ');
    if (value !== undefined)
      said.set(name, Number.isNaN(Number(value)) ? value.toLowerCase() : Number(value));
    return answer(name, said.get(name));
  };
  return { pragma, said };
}

test('macOS flushes through the cache of the drive, elsewhere a plain flush does', () => {
  const mac = fakeDatabase((_name, value) => value);
  makeDurable(mac, 'darwin');
  expect(['fullfsync', 'checkpoint_fullfsync'].map((name) => mac.said.get(name))).toEqual([1, 1]);
  const linux = fakeDatabase((_name, value) => value);
  makeDurable(linux, 'linux');
  expect(linux.said.has('fullfsync')).toBe(false);
});

test('a setting that does not hold is refused', () => {
  const db = fakeDatabase((name, value) => (name === 'synchronous' ? 1 : value));
  expect(() => makeDurable(db)).toThrow(CliError);
  expect(() => makeDurable(db)).toThrow('does not keep the setting synchronous (it says 1)');
});

test('without a write-ahead log the rollback journal is used, with a warning', () => {
  const db = fakeDatabase((name, value) => (name === 'journal_mode' ? 'delete' : value));
  expect(makeDurable(db)).toEqual([expect.stringContaining('no write-ahead log')]);
});

test('a file system without shared memory counts as one without a write-ahead log', () => {
  const db = fakeDatabase((_name, value) => {
    if (value === 'wal') throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_SHMMAP');
    return value;
  });
  expect(makeDurable(db)).toHaveLength(1);
});

test('neither journal: refused', () => {
  const db = fakeDatabase((name, value) => (name === 'journal_mode' ? 'memory' : value));
  expect(() => makeDurable(db)).toThrow('does not keep the setting journal_mode (it says memory)');
});
