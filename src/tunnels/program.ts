import { execFile, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Detection } from './types.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a program stands on PATH, or undefined. */
export async function findProgram(name: string, env: Env): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  return undefined;
}

/** Looks for a program and asks its version. */
export async function detectProgram(
  { name, versionArgs, hint }: { name: string; versionArgs: readonly string[]; hint: string },
  env: Env,
): Promise<Detection> {
  const file = await findProgram(name, env);
  if (file === undefined) return { kind: 'missing', hint };
  const text = await new Promise<string>((resolve) => {
    execFile(file, [...versionArgs], { timeout: 3000 }, (_error, stdout, stderr) =>
      resolve(stdout || stderr),
    );
  });
  return { kind: 'ready', version: /\d+\.\d+[\w.]*/.exec(text)?.[0] ?? null };
}

/** A running program of a tunnel. */
export interface RunningProgram {
  /** Every line of its stdout and stderr, from the start. */
  onLine(listener: (line: string) => void): void;
  /** Resolves once it has ended, with its last lines. Never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly string[] }>;
  /** Ends it; bounded and idempotent. */
  close(): Promise<void>;
}

const LEASH = fileURLToPath(new URL('./leash.js', import.meta.url));
const LINES_KEPT = 50;
const LONGEST_LINE = 2000;

/** Starts a program that ends when we end, even killed. */
export function startProgram(file: string, args: readonly string[], env: Env): RunningProgram {
  const child = spawn(process.execPath, [LEASH, file, ...args], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  const hear = (text: string): void => {
    const line = text.slice(0, LONGEST_LINE);
    lines.push(line);
    if (lines.length > LINES_KEPT) lines.shift();
    for (const listener of listeners) listener(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', hear);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; lines: readonly string[] }>((resolve) => {
    child.once('error', () => resolve({ code: null, lines }));
    child.once('close', (code) => resolve({ code, lines }));
  });
  return {
    ended,
    onLine(listener) {
      for (const line of lines) listener(line);
      listeners.push(listener);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
