import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';

/**
 * Opens a body in the user's editor and gives back what was saved. A newline the editor put at the
 * end by itself is no edit.
 * @throws CliError (exit 2) where there is no editor, or it failed
 */
export async function editInEditor(io: Io, body: Buffer): Promise<Buffer> {
  const editor = io.env['VISUAL'] || io.env['EDITOR'];
  if (!editor) throw usageError('--edit needs an editor', 'Set EDITOR, for example: EDITOR=nano');
  const folder = await mkdtemp(path.join(tmpdir(), 'webhook-cli-'));
  const file = path.join(folder, 'body.json');
  try {
    await writeFile(file, body, { mode: 0o600 });
    await runEditor(editor, file);
    return withoutAddedNewline(body, await readFile(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** EDITOR may hold arguments (`code --wait`), so a shell splits it, as git does. */
async function runEditor(editor: string, file: string): Promise<void> {
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw usageError(`the editor ended with ${code}: nothing was sent`, `EDITOR is ${editor}`);
}

function withoutAddedNewline(before: Buffer, after: Buffer): Buffer {
  const hadNewline = before.at(-1) === 0x0a;
  if (hadNewline || after.at(-1) !== 0x0a) return after;
  return after.subarray(0, after.at(-2) === 0x0d ? -2 : -1);
}
