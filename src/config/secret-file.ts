import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentError } from '../core/errors.ts';
import { ensureStateDir, type Project } from './project.ts';
import { createPrivateFile, writePrivateFile } from './private-file.ts';

/** Generated secrets say so themselves, so that a copied one is still recognised. */
const GENERATED_PREFIX = 'generated_';

/** The secret kept in the project's state folder. */
export interface FileSecret {
  readonly value: string;
  /** True where we made it up; false where `secret --set` stored the user's own. */
  readonly isGenerated: boolean;
}

/** The path of the secret file. */
export function secretFile(project: Project): string {
  return path.join(project.stateDir, 'secret');
}

/** The stored secret, or undefined where there is none yet. */
export async function readFileSecret(project: Project): Promise<FileSecret | undefined> {
  let text: string;
  try {
    text = await readFile(secretFile(project), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw environmentError(
      `cannot read ${secretFile(project)}: ${(error as Error).message}`,
      'Make it readable for you, or delete it to have a new secret generated.',
    );
  }
  const value = text.replace(/\r?\n$/, '');
  return value === '' ? undefined : { value, isGenerated: value.startsWith(GENERATED_PREFIX) };
}

/** Stores a secret, replacing the one before. */
export async function writeFileSecret(project: Project, value: string): Promise<void> {
  await ensureStateDir(project);
  await writePrivateFile(secretFile(project), `${value}\n`);
}

/** Makes up a new secret (256 bits) and stores it in place of the one before. */
export async function generateFileSecret(project: Project): Promise<FileSecret> {
  const value = generatedValue();
  await writeFileSecret(project, value);
  return { value, isGenerated: true };
}

/** The stored secret, made up on first use. Two processes that start at once end with the same one. */
export async function ensureFileSecret(project: Project): Promise<FileSecret> {
  const stored = await readFileSecret(project);
  if (stored !== undefined) return stored;
  await ensureStateDir(project);
  const value = generatedValue();
  const isOurs = await createPrivateFile(secretFile(project), `${value}\n`);
  if (isOurs) return { value, isGenerated: true };
  return (await readFileSecret(project)) ?? generateFileSecret(project);
}

function generatedValue(): string {
  return `${GENERATED_PREFIX}${randomBytes(32).toString('base64url')}`;
}
