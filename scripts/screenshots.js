// Makes the pictures of the documents anew, with the test that holds them: needs Chromium.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const args = ['run', '--project=browser', 'test/browser/screenshots.test.ts'];
const env = { ...process.env, SCREENSHOTS_TO: path.resolve('docs') };
const { status } = spawnSync(path.join('node_modules', '.bin', 'vitest'), args, { stdio: 'inherit', env });
process.exitCode = status ?? 1;
