import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';

/** Reads `--data <file|->` as bytes. @throws CliError (exit 2) where it cannot be read */
export async function readData(io: Io, source: string): Promise<Buffer> {
  if (source === '-') return io.readStdin();
  try {
    return await readFile(path.resolve(io.cwd, source));
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw usageError(`--data ${source}: ${reason}`, 'Name a file, or - for standard input.');
  }
}
