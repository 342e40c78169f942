import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Project } from './project.ts';
import { writePrivateFile } from './private-file.ts';

const schema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  localUrl: z.url(),
  publicUrl: z.string().nullable(),
  inspectorUrl: z.string().nullable(),
  /** The public path as its supervisor sees it; null where none is wanted. */
  tunnel: z
    .object({
      provider: z.string(),
      state: z.string(),
      publicUrl: z.string().nullable(),
      latencyMs: z.number().nullable(),
      checkedAt: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  target: z.string().nullable(),
  /** What `trigger` proves with that it belongs to the same project; it never leaves this machine. */
  token: z.string().min(1),
  /** Where `doctor` may send what it wants to see come back. */
  probePath: z.string().startsWith('/'),
  endpoints: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      provider: z.string(),
      secretEnv: z.array(z.string()).nullable(),
      target: z.string().nullable(),
    }),
  ),
});

/** The running listener, as `listen.json` tells it. */
export type ListenState = z.infer<typeof schema>;

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
  const state = text === undefined ? undefined : parseState(text);
  return state !== undefined && isAlive(state.pid) ? state : undefined;
}

/** Removes the file, but only our own: another listener may have written its one since. */
export async function clearListenState(project: Project, pid: number): Promise<void> {
  const text = await readFile(stateFile(project), 'utf8').catch(() => undefined);
  const state = text === undefined ? undefined : parseState(text);
  if (state?.pid === pid) await rm(stateFile(project), { force: true });
}

function parseState(text: string): ListenState | undefined {
  try {
    return schema.parse(JSON.parse(text));
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
