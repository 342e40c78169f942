import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import type { Counted } from '../../check/types.ts';
import { CliError, environmentError, usageError } from '../../core/errors.ts';
import type { Session } from './session.ts';
import { requireTarget } from '../../config/endpoints.ts';
import { createForwarder } from '../../http/forwarder.ts';
import type { SendSettings } from './listen-options.ts';
import { guardTarget, type RemoteOptions } from './remote-guard.ts';

/** Where the number of handled events is read: the user's own database, as a number. */
export interface CounterOptions extends RemoteOptions {
  readonly countUrl?: string;
  readonly countCommand?: string;
}

/** Runs some work and says what the counter showed before and after. */
export type EventCounter = (work: () => Promise<void>) => Promise<Counted>;

/** Work that was put into a queue may take so long to be counted, and a second time so long to show. */
const ARRIVES_MS = 2000;
const SETTLES_MS = 300;
const POLL_MS = 50;
const COMMAND_MS = 10_000;

/**
 * Reads the count once, so that a wrong option is told before the work; null where there is none.
 * @throws CliError (exit 2 or 3) saying what the counter gave instead of a number
 */
export async function eventCounter(
  session: Session,
  options: CounterOptions,
  settings: SendSettings,
): Promise<EventCounter | null> {
  const read = await readerFor(session, options, settings);
  if (read === null) return null;
  await read();
  return async (work) => {
    try {
      const before = await read();
      await work();
      return { kind: 'counted', before, after: await settledCount(read, before) };
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return { kind: 'failed', message: error.message };
    }
  };
}

async function settledCount(read: () => Promise<number>, before: number): Promise<number> {
  const end = performance.now() + ARRIVES_MS;
  let count = await read();
  while (count <= before && performance.now() < end) {
    await pause(POLL_MS);
    count = await read();
  }
  await pause(SETTLES_MS);
  return read();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function readerFor(
  session: Session,
  options: CounterOptions,
  settings: SendSettings,
): Promise<(() => Promise<number>) | null> {
  const { countUrl, countCommand } = options;
  if (countUrl !== undefined && countCommand !== undefined) {
    throw usageError('--count-url and --count-command were both given', 'One of them is enough.');
  }
  if (countCommand !== undefined) return () => countByCommand(session, countCommand);
  return countUrl === undefined ? null : urlReader(session, countUrl, { options, settings });
}

async function urlReader(
  session: Session,
  url: string,
  { options, settings }: { options: CounterOptions; settings: SendSettings },
): Promise<() => Promise<number>> {
  const target = requireTarget(url);
  await guardTarget(target, options, session.io);
  return async () => {
    const forwarder = createForwarder({ ...settings, extraHeaders: [], now: session.io.now });
    const request = { method: 'GET', path: target.path ?? '/', headers: [], body: Buffer.alloc(0) };
    const { result } = await forwarder.send(request, { ...target, path: null });
    await forwarder.close();
    if (result.kind === 'failed') throw unread(`--count-url ${url}`, result.error.message);
    const { status, body } = result.answer;
    if (status !== 200) throw unread(`--count-url ${url}`, `answered ${status}`);
    return numberIn(`--count-url ${url}`, body.toString('utf8'));
  };
}

async function countByCommand({ io }: Session, command: string): Promise<number> {
  const env = { ...io.env };
  const run = promisify(exec)(command, { cwd: io.cwd, env, timeout: COMMAND_MS });
  const done = await run.catch((error: Error & { code?: number; killed?: boolean; stderr?: string }) => {
    const why = error.killed === true ? `took longer than ${COMMAND_MS / 1000} s` : `exit code ${error.code}`;
    const said = error.stderr?.trim().split('\n')[0] ?? '';
    throw unread('--count-command', said === '' ? why : `${why}: ${said}`);
  });
  return numberIn('--count-command', done.stdout);
}

/** A number alone, or `{"count": 3}`. */
function numberIn(option: string, text: string): number {
  const whole = /^\s*(\d{1,15})\s*$/.exec(text) ?? /^\s*\{\s*"count"\s*:\s*(\d{1,15})\s*\}\s*$/.exec(text);
  if (whole !== null) return Number(whole[1]);
  throw unread(option, `gave no number but ${JSON.stringify(text.trim().slice(0, 60))}`);
}

function unread(option: string, why: string): CliError {
  return environmentError(
    `${option}: ${why}`,
    'It must give one number: how many events were handled so far.',
  );
}
