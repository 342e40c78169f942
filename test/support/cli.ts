import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BUILT = new URL('../../dist/cli.js', import.meta.url).href;
const BIN = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));

/** What a finished run of the built bin left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** How to run it. The environment is bare, so that nothing of this machine decides. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  readonly input?: string | Buffer;
}

/** An empty folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the built bin to its end. */
export async function runCli(args: readonly string[], options: RunOptions): Promise<Finished> {
  const child = spawnCli(args, options);
  child.stdin?.end(options.input ?? '');
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const bytes = Buffer.concat(out);
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() };
}

/**
 * Runs a command of the built code in this process, in a fraction of the time: for what a test needs
 * before it can begin, and for wrong use. What a test is about runs the bin.
 */
export async function runHere(args: readonly string[], { cwd, env, input }: RunOptions): Promise<Finished> {
  const { main } = (await import(/* @vite-ignore */ BUILT)) as typeof import('../../src/cli.ts');
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  const to = (chunks: Buffer[]) => ({
    isTty: false,
    isBroken: false,
    write: (text: string | Uint8Array) => void chunks.push(Buffer.from(text as string)),
  });
  const code = await main(args, {
    stdout: to(out),
    stderr: to(err),
    env: { PATH: process.env['PATH'], ...env },
    cwd,
    stdinIsTty: false,
    readStdin: () => Promise.resolve(Buffer.from(input ?? '')),
    ask: () => Promise.reject(new Error('nobody can be asked')),
    now: Date.now,
    interrupted: new Promise(() => undefined),
  });
  const bytes = Buffer.concat(out);
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() };
}

/** Runs it, sends Ctrl-C once its output says so, and waits for the end. */
export async function interruptCli(
  args: readonly string[],
  options: RunOptions,
  at: string,
): Promise<Finished> {
  const child = spawnCli(args, options);
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  let isAsked = false;
  const look = (): void => {
    if (isAsked || !Buffer.concat([...out, ...err]).includes(at)) return;
    isAsked = child.kill('SIGINT');
  };
  child.stdout?.on('data', look);
  child.stderr?.on('data', look);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const bytes = Buffer.concat(out);
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() };
}

function spawnCli(args: readonly string[], { cwd, env }: RunOptions): ChildProcess {
  const PATH = process.env['PATH'] ?? '';
  return spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH, TZ: 'UTC', ...env } });
}

function collect(stream: NodeJS.ReadableStream | null): Buffer[] {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}

type Line = Record<string, unknown>;

/** A running `listen --json`. */
export interface Listening {
  readonly lines: readonly Line[];
  readonly stderr: () => string;
  readonly localUrl: string;
  /** The link that opens the inspector; null where there is none. */
  readonly inspectorUrl: string;
  readonly pid: number;
  /** The first line, from now on or before, that fits. */
  line(fits: (line: Line) => boolean): Promise<Line>;
  /** Closes our end of its stdout. */
  leave(): void;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `listen --json` on a free port and waits for a line, at first that it is ready; it is stopped after the test. */
export async function startListen(
  args: readonly string[],
  options: RunOptions,
  until = 'ready',
): Promise<Listening> {
  // Two test files at once would look for the same port; and what it costs is paid where it is tested.
  const page = args.includes('--inspector-port') ? [] : ['--no-inspector'];
  const child = spawnCli(['listen', '--json', '--port', '0', ...page, ...args], options);
  const err = collect(child.stderr);
  const lines: Line[] = [];
  const waiting: { fits: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    for (const { fits, resolve } of waiting) if (fits(line)) resolve(line);
  });
  const line = (fits: (line: Line) => boolean): Promise<Line> =>
    new Promise((resolve, reject) => {
      const found = lines.find(fits);
      if (found !== undefined) resolve(found);
      waiting.push({ fits, resolve });
      void closed.then(() => reject(new Error(`listen ended: ${Buffer.concat(err).toString()}`)));
    });
  const stop = (signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  onTestFinished(async () => {
    await stop('SIGKILL');
  });
  const ready = await line(({ kind }) => kind === until);
  const stderr = (): string => Buffer.concat(err).toString();
  const leave = (): void => void child.stdout?.destroy();
  const inspectorUrl = ready['inspectorUrl'] as string;
  const localUrl = String(ready['localUrl']);
  return { lines, stderr, line, stop, leave, localUrl, inspectorUrl, pid: child.pid as number };
}
