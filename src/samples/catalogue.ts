import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One sample event: the file's name is the event's type, the folder's its provider. */
export interface Sample {
  readonly provider: string;
  /** A `/` in it is a folder below the provider's: `orders/create` is `orders/create.json`. */
  readonly type: string;
  /** What the body is written as. The file is JSON in both cases. */
  readonly kind: 'json' | 'form';
  readonly file: string;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** Folders below a provider's: a project's own `samples` may be full of other things. */
const MOST_FOLDERS = 2;

/** The samples that ship with the tool. From `src/samples` and `dist/samples` alike. */
export const BUILT_IN_SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

/** Every sample below the folders, by provider and type; the first folder that has one wins. */
export async function listSamples(roots: readonly string[]): Promise<Sample[]> {
  const found = new Map<string, Sample>();
  for (const root of roots) {
    for (const provider of await entries(root)) {
      if (!provider.isDirectory()) continue;
      const inside = { provider: provider.name, folder: path.join(root, provider.name), steps: [] };
      for (const sample of await samplesIn(inside)) {
        const key = `${sample.provider}:${sample.type}`;
        if (!found.has(key)) found.set(key, sample);
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

interface Place {
  readonly provider: string;
  readonly folder: string;
  readonly steps: readonly string[];
}

async function samplesIn(place: Place): Promise<Sample[]> {
  const found: Sample[] = [];
  for (const entry of await entries(place.folder)) {
    const file = path.join(place.folder, entry.name);
    if (entry.isDirectory() && place.steps.length < MOST_FOLDERS) {
      found.push(...(await samplesIn({ ...place, folder: file, steps: [...place.steps, entry.name] })));
    } else if (entry.isFile() && entry.name.endsWith('.json')) {
      found.push(sampleAt(place, { name: entry.name, file }));
    }
  }
  return found;
}

function sampleAt({ provider, steps }: Place, { name, file }: { name: string; file: string }): Sample {
  const kind = name.endsWith('.form.json') ? 'form' : 'json';
  const last = name.slice(0, -(kind === 'form' ? '.form.json' : '.json').length);
  return { provider, type: [...steps, last].join('/'), kind, file };
}

async function entries(folder: string): Promise<Dirent[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found.filter(({ name }) => NAME.test(name));
}
