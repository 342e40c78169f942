// Runs every check in order and ends with one line of how many tests passed and failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-test-'));
const report = path.join(folder, 'report.json');
/** @type {[name: string, tool: string, args: string[]][]} */
const steps = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['types', 'tsc', ['--noEmit']],
  ['types of the page', 'tsc', ['--noEmit', '-p', 'src/inspector/page']],
  ['build', 'tsc', ['-p', 'tsconfig.build.json']],
  ['build of the page', 'vite', ['build', 'src/inspector/page', '--logLevel', 'warn']],
  ['unused code', 'knip', []],
  ['package', 'publint', []],
  [
    'tests',
    'vitest',
    [
      'run',
      '--project=unit',
      '--project=e2e',
      '--project=browser',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  ],
];

const failed = [];
for (const [name, tool, args] of steps) {
  console.log(`\n— ${name}`);
  const { status } = spawnSync(path.join('node_modules', '.bin', tool), args, { stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}

const tests = readReport();
rmSync(folder, { recursive: true, force: true });
console.log(failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${failed.join(', ')}`);
// Checks that are no tests count as one failure each, so that the line never hides them.
const others = failed.filter((name) => name !== 'tests').length;
console.log(`${tests.passed} passed, ${tests.failed + others} failed, ${tests.skipped} skipped`);
const skippedInCi = process.env.CI === 'true' && tests.skipped > 0;
process.exitCode = failed.length > 0 || tests.passed === 0 || skippedInCi ? 1 : 0;

function readReport() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
