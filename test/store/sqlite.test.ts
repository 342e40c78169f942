import { expect, test } from 'vitest';
import { EXIT } from '../../src/core/errors.ts';
import { connect } from '../../src/store/sqlite.ts';

test('a native module that does not load is an error of the environment, with the way out', () => {
  const attempt = (): unknown =>
    connect(':memory:', { fileMustExist: false, nativeBinding: '/no/such/module.node' });
  expect(attempt).toThrow(
    expect.objectContaining({
      message: 'the native module of better-sqlite3 could not be loaded',
      hint: expect.stringContaining('npm rebuild better-sqlite3'),
      exitCode: EXIT.environment,
    }),
  );
});
