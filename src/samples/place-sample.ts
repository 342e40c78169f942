import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SAMPLE_ENDINGS } from './catalogue.ts';
import type { ComposedSample } from './compose.ts';
import { isSampleType } from './sample-name.ts';

/** Where a sample goes. */
export interface SamplePlace {
  /** The project's folder of samples. */
  readonly root: string;
  readonly provider: string;
  readonly type: string;
  readonly overwrite: boolean;
}

/** What became of it, and the file. `exists`: another one is there, and was left alone. */
export interface PlacedSample {
  readonly state: 'written' | 'unchanged' | 'exists';
  readonly file: string;
}

/**
 * Writes a sample, whole or not at all. Names are checked here once more and no link is followed:
 * nothing is ever written outside the folder.
 * @throws Error of the file system, or where a link stands in the way
 */
export async function placeSample(sample: ComposedSample, place: SamplePlace): Promise<PlacedSample> {
  const { root, provider, type, overwrite } = place;
  if (provider.includes('/') || !isSampleType(provider) || !isSampleType(type))
    throw new Error('its name cannot be a file');
  const [last = '', ...folders] = [provider, ...type.split('/')].toReversed();
  const folder = await ownFolder(root, folders.toReversed());
  const base = path.join(folder, last);
  const file = `${base}${SAMPLE_ENDINGS[sample.kind]}`;
  const there = await present(base);
  if (there.length === 1 && there[0] === file && (await readFile(file, 'utf8')) === sample.text)
    return { state: 'unchanged', file };
  if (there.length > 0 && !overwrite) return { state: 'exists', file: there[0] as string };
  const isNew = await writeWhole(file, sample.text, overwrite);
  for (const old of there.filter((one) => one !== file)) await rm(old);
  return { state: isNew ? 'written' : 'exists', file };
}

/** Every file that holds this type, in any form. */
async function present(base: string): Promise<string[]> {
  const found: string[] = [];
  for (const ending of Object.values(SAMPLE_ENDINGS)) {
    const stat = await lstat(`${base}${ending}`).catch(() => undefined);
    if (stat === undefined) continue;
    if (!stat.isFile()) throw new Error(`${base}${ending} is not a file`);
    found.push(`${base}${ending}`);
  }
  return found;
}

async function ownFolder(root: string, steps: readonly string[]): Promise<string> {
  let folder = root;
  for (const step of ['', ...steps]) {
    folder = path.join(folder, step);
    await mkdir(folder).catch(ignoreExisting);
    if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
  }
  return folder;
}

async function writeWhole(file: string, text: string, overwrite: boolean): Promise<boolean> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    if (overwrite) await rename(draft, file);
    else await link(draft, file);
    return true;
  } catch (error) {
    ignoreExisting(error as NodeJS.ErrnoException);
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
