import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One sample event: the file's name is the event's type, the folder's its provider. */
export interface Sample {
  readonly provider: string;
  readonly type: string;
  readonly file: string;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** The samples that ship with the tool. From `src/samples` and `dist/samples` alike. */
export const BUILT_IN_SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

/** Every sample below the folders, by provider and type; the first folder that has one wins. */
export async function listSamples(roots: readonly string[]): Promise<Sample[]> {
  const found = new Map<string, Sample>();
  for (const root of roots) {
    for (const provider of await names(root, (name) => name)) {
      for (const type of await names(path.join(root, provider), withoutJson)) {
        const key = `${provider}:${type}`;
        if (!found.has(key))
          found.set(key, { provider, type, file: path.join(root, provider, `${type}.json`) });
      }
    }
  }
  return [...found.values()].toSorted((a, b) =>
    `${a.provider}:${a.type}`.localeCompare(`${b.provider}:${b.type}`),
  );
}

/** The text of a sample. A link could lead anywhere, so none is followed. */
export async function readSample(sample: Sample): Promise<string> {
  if (!(await lstat(sample.file)).isFile()) throw new Error(`${sample.file} is not a file`);
  return readFile(sample.file, 'utf8');
}

async function names(folder: string, nameOf: (entry: string) => string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.map(nameOf).filter((name) => NAME.test(name));
}

function withoutJson(entry: string): string {
  return entry.endsWith('.json') ? entry.slice(0, -'.json'.length) : '';
}
