import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

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

/** Runs it, sends Ctrl-C once its stderr says so, and waits for the end. */
export async function interruptCli(
  args: readonly string[],
  options: RunOptions,
  at: string,
): Promise<Finished> {
  const child = spawnCli(args, options);
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  child.stderr?.on('data', () => {
    if (Buffer.concat(err).toString().includes(at)) child.kill('SIGINT');
  });
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
