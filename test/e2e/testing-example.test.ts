import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLE = path.join(ROOT, 'examples', 'testing');

test('the Vitest example of docs/testing.md is the one in examples/testing', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'testing.md'), 'utf8');
  const shown = /```ts\n(.*?)```/s.exec(page)?.[1];
  expect(shown).toBe(readFileSync(path.join(EXAMPLE, 'orders.test.ts'), 'utf8'));
});

test('the Vitest example runs, against a real listener', async () => {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const env = {
    PATH: process.env['PATH'] ?? '',
    NO_COLOR: '1',
    WEBHOOK_CLI: path.join(ROOT, 'bin', 'webhook-cli.js'),
  };
  const args = [vitest, 'run', '--root', EXAMPLE, '--reporter', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: EXAMPLE, env });
  expect(JSON.parse(stdout)).toMatchObject({ success: true, numTotalTests: 1, numPassedTests: 1 });
}, 60_000);
