import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentError } from '../core/errors.ts';

/** Where a project is and where its state lives. */
export interface Project {
  /** The folder settings, `.env` and project samples are read from. */
  readonly root: string;
  /** `.webhook-cli` there, or wherever --dir / WEBHOOK_CLI_DIR says. */
  readonly stateDir: string;
}

const MARKERS = ['webhook.config.json', 'package.json', '.git'];

/** Finds the project: the nearest folder upwards with a marker file, else the current one. */
export function findProject(options: {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  dir?: string | undefined;
}): Project {
  const root = nearestRoot(options.cwd) ?? options.cwd;
  const moved = options.dir ?? (options.env['WEBHOOK_CLI_DIR'] || undefined);
  const stateDir = moved === undefined ? path.join(root, '.webhook-cli') : path.resolve(options.cwd, moved);
  return { root, stateDir };
}

function nearestRoot(start: string): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (MARKERS.some((marker) => existsSync(path.join(folder, marker)))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Makes the state folder (0700, ignored by git), or tightens the one that is there. */
export async function ensureStateDir(project: Project): Promise<void> {
  const { stateDir } = project;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    const stat = await lstat(stateDir);
    if (stat.isSymbolicLink() || !stat.isDirectory()) throw new Error('it is not a folder of its own');
    refuseForeign(stat.uid);
    if ((stat.mode & 0o077) !== 0) await chmod(stateDir, 0o700);
    await writeFile(path.join(stateDir, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }).catch(
      ignoreExisting,
    );
  } catch (error) {
    throw environmentError(
      `cannot use the folder ${stateDir}: ${(error as Error).message}`,
      'Make it writable for you, or choose another one with --dir <path>.',
      error,
    );
  }
}

/** A folder of somebody else could be read or swapped by them. Root may use any. */
function refuseForeign(uid: number): void {
  const mine = process.getuid?.();
  if (mine !== undefined && mine !== 0 && uid !== mine) throw new Error('it belongs to another user');
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
