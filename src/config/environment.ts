import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** Environment variables: those of the process, then those of the project's `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the project's `.env` below the process's own variables. An unreadable file counts as none. */
export async function readEnvironment(root: string, env: Environment): Promise<Environment> {
  const text = await readFile(path.join(root, '.env'), 'utf8').catch(() => '');
  return { ...(parseEnv(text) as Record<string, string>), ...env };
}
