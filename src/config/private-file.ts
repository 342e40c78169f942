import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file only its owner can read, whole or not at all: a reader never sees half of it, and
 * an older file with wider permissions is replaced rather than rewritten.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  await withDraft(file, text, (draft) => rename(draft, file));
}

/**
 * Like {@link writePrivateFile}, but never replaces: of two processes that start at once, one wins.
 * @returns false if the file was there already
 */
export async function createPrivateFile(file: string, text: string): Promise<boolean> {
  try {
    await withDraft(file, text, (draft) => link(draft, file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function withDraft(file: string, text: string, place: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
