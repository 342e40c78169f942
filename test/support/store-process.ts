import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** Another process with `db` open on the same file. */
export interface DatabaseProcess {
  /** The next line it wrote. */
  line(): Promise<string>;
  /** Writes a line to its stdin. */
  tell(text: string): void;
  /** Resolves with its exit code. */
  readonly exited: Promise<number | null>;
}

const PRELUDE = `
  const Database = require('better-sqlite3');
  const db = new Database(process.argv[1], { timeout: 5000 });
  const told = new Promise((resolve) => process.stdin.once('data', resolve));
`;

/** Runs plain JavaScript in another process, with `db`, and `told` that resolves when we speak to it. */
export function databaseProcess(file: string, script: string): DatabaseProcess {
  const code = `${PRELUDE} (async () => { ${script} })().then(() => process.stdin.destroy());`;
  const child = spawn(process.execPath, ['-e', code, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<number | null>((resolve) => child.once('exit', (exitCode) => resolve(exitCode)));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    line: async () => String((await lines.next()).value),
    tell: (text) => child.stdin.write(`${text}\n`),
    exited,
  };
}
