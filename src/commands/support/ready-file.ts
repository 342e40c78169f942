import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateFile } from '../../config/private-file.ts';
import { environmentError, type CliError } from '../../core/errors.ts';
import type { ListenReporter } from '../../render/listen-reporter.ts';

/** The file of `listen --ready-file`: there, whole, from ready to the end. */
export interface ReadyFile {
  /** A reporter that keeps the file as well. */
  readonly reporter: ListenReporter;
  /** Resolves where the file cannot be written: whoever waits for it would wait for ever. */
  readonly failed: Promise<CliError>;
  /** Removes the file. */
  end(): Promise<void>;
}

/** What stands in the file. */
interface Place {
  readonly localUrl: string;
  readonly publicUrl: string | null;
}

/** Starts without a file: one left by a killed listener would tell of a place where nobody listens. */
export async function keepReadyFile(name: string, cwd: string, reporter: ListenReporter): Promise<ReadyFile> {
  const file = path.resolve(cwd, name);
  const wrong = (error: unknown): CliError =>
    environmentError(
      `--ready-file ${name}: cannot be written: ${(error as Error).message}`,
      'Name a file in a folder you may write to.',
      error,
    );
  const remove = (): Promise<void> => rm(file, { force: true });
  const prepare = mkdir(path.dirname(file), { recursive: true }).then(remove);
  await prepare.catch((error: unknown) => Promise.reject(wrong(error)));
  let fail!: (error: CliError) => void;
  const failed = new Promise<CliError>((resolve) => (fail = resolve));
  let last: Promise<unknown> = Promise.resolve();
  const write = (place: Place): void => {
    const text = `${JSON.stringify({ ...place, pid: process.pid })}\n`;
    last = last.then(() => writePrivateFile(file, text)).catch((error: unknown) => fail(wrong(error)));
  };
  return { reporter: following(reporter, write), failed, end: () => last.then(remove) };
}

/** The public URL may come after "ready", go, and change. */
function following(reporter: ListenReporter, write: (place: Place) => void): ListenReporter {
  let localUrl: string | null = null;
  return {
    ...reporter,
    ready: (info) => {
      localUrl = info.localUrl;
      write({ localUrl, publicUrl: info.publicUrl });
      reporter.ready(info);
    },
    tunnel: (news) => {
      if (localUrl !== null) write({ localUrl, publicUrl: news.state === 'down' ? null : news.publicUrl });
      reporter.tunnel(news);
    },
  };
}
