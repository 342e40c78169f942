import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentError } from '../../core/errors.ts';

/** A file a result is to be written to. */
export interface ReportFile {
  write(text: string): Promise<void>;
}

/** Makes the folder of a report, so that a wrong path is told before the work and not after it. */
export async function reportFile(option: string, name: string, cwd: string): Promise<ReportFile> {
  const file = path.resolve(cwd, name);
  const failed = (error: unknown): never => {
    const { message } = error as Error;
    throw environmentError(
      `${option} ${name}: cannot be written: ${message}`,
      'Name a file in a folder you may write to.',
      error,
    );
  };
  await mkdir(path.dirname(file), { recursive: true }).catch(failed);
  return { write: (text) => writeFile(file, text).catch(failed) };
}
