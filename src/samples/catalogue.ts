import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSafeStep, MOST_FOLDERS } from './sample-name.ts';

/** One sample event: the file's name is the event's type, the folder's its provider. */
export interface Sample {
  readonly provider: string;
  /** A `/` in it is a folder below the provider's: `orders/create` is `orders/create.json`. */
  readonly type: string;
  /** What the file holds: the body as JSON, the fields of a form, or headers and a body of any kind. */
  readonly kind: SampleKind;
  readonly file: string;
  /** The folder of samples it was found in. */
  readonly root: string;
}

export type SampleKind = 'json' | 'form' | 'captured';

/** How the name of a sample's file ends. The longer endings are looked for first. */
export const SAMPLE_ENDINGS: Readonly<Record<SampleKind, string>> = {
  form: '.form.json',
  captured: '.sample.json',
  json: '.json',
};

/** The samples that ship with the tool. From `src/samples` and `dist/samples` alike. */
export const BUILT_IN_SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

/** Every sample below the folders; the first folder that has one wins, and is listed first. */
export async function listSamples(roots: readonly string[]): Promise<Sample[]> {
  const found = new Map<string, Sample>();
  for (const root of roots) {
    for (const provider of await entries(root)) {
      if (!provider.isDirectory()) continue;
      const inside = { root, provider: provider.name, folder: path.join(root, provider.name), steps: [] };
      for (const sample of await samplesIn(inside)) {
        const key = `${sample.provider}:${sample.type}`;
        if (!found.has(key)) found.set(key, sample);
      }
    }
  }
  const place = ({ root }: Sample): number => roots.indexOf(root);
  return [...found.values()].toSorted(
    (a, b) => place(a) - place(b) || `${a.provider}:${a.type}`.localeCompare(`${b.provider}:${b.type}`),
  );
}

/** The text of a sample. A link could lead anywhere, so none is followed. */
export async function readSample(sample: Sample): Promise<string> {
  if (!(await lstat(sample.file)).isFile()) throw new Error(`${sample.file} is not a file`);
  return readFile(sample.file, 'utf8');
}

interface Place {
  readonly root: string;
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

function sampleAt({ root, provider, steps }: Place, { name, file }: { name: string; file: string }): Sample {
  const kind = sampleKind(name);
  const last = name.slice(0, -SAMPLE_ENDINGS[kind].length);
  return { root, provider, type: [...steps, last].join('/'), kind, file };
}

/** What a file of this name holds. */
export function sampleKind(name: string): SampleKind {
  const kinds = Object.keys(SAMPLE_ENDINGS) as SampleKind[];
  return kinds.find((kind) => name.endsWith(SAMPLE_ENDINGS[kind])) ?? 'json';
}

async function entries(folder: string): Promise<Dirent[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found.filter(({ name }) => isSafeStep(name));
}
