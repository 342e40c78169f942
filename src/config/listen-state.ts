import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ListenState } from './listen-state-schema.ts';
import type { Project } from './project.ts';
import { writePrivateFile } from './private-file.ts';

export type { ListenState };

function stateFile(project: Project): string {
  return path.join(project.stateDir, 'listen.json');
}

/** Tells other commands where the listener is. */
export async function writeListenState(project: Project, state: ListenState): Promise<void> {
  await writePrivateFile(stateFile(project), `${JSON.stringify(state, null, 2)}\n`);
}

/** The running listener of this project, or undefined: a file left over by a killed one does not count. */
export async function readListenState(project: Project): Promise<ListenState | undefined> {
  const text = await readFile(stateFile(project), 'utf8').catch(() => undefined);
  const state = text === undefined ? undefined : await parseState(text);
  return state !== undefined && isAlive(state.pid) ? state : undefined;
}

/** Removes the file, but only our own: another listener may have written its one since. */
export async function clearListenState(project: Project, pid: number): Promise<void> {
  const text = await readFile(stateFile(project), 'utf8').catch(() => undefined);
  const state = text === undefined ? undefined : await parseState(text);
  if (state?.pid === pid) await rm(stateFile(project), { force: true });
}

async function parseState(text: string): Promise<ListenState | undefined> {
  // Most commands find no listener: they need not wait for what checks its file.
  const { listenStateSchema } = await import('./listen-state-schema.ts');
  try {
    return listenStateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
