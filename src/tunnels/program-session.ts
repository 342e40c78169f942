import type { RunningProgram } from './program.ts';
import { TunnelError, type SessionEnd, type TunnelSession } from './types.ts';

/** How a program's output becomes a session. */
export interface ProgramSessionParts {
  readonly program: RunningProgram;
  /** Resolves with the public URL; may never resolve. */
  readonly publicUrl: Promise<string>;
  readonly deadlineMs: number;
  /** The name that was asked for. */
  readonly name: string | undefined;
  readonly settleMs: number;
  /** What its last lines say about why it ended. */
  explain(lines: readonly string[]): SessionEnd;
}

/** Waits until a program gives its URL. @throws TunnelError where it ends first, or takes too long */
export async function openProgramSession(parts: ProgramSessionParts): Promise<TunnelSession> {
  const { program, deadlineMs, name, settleMs, explain } = parts;
  const ended = program.ended.then(({ lines }) => explain(lines));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SessionEnd>((resolve) => {
    const end: SessionEnd = {
      kind: 'lost',
      reason: `it gave no URL within ${Math.round(deadlineMs / 1000)} s`,
    };
    timer = setTimeout(() => resolve(end), deadlineMs);
  });
  const first = await Promise.race([parts.publicUrl, ended, late]);
  clearTimeout(timer);
  if (typeof first === 'string') {
    const publicUrl = first.replace(/\/+$/, '');
    return { publicUrl, name: grantedName(publicUrl, name), settleMs, ended, close: () => program.close() };
  }
  await program.close();
  throw new TunnelError(first);
}

/** The name asked for, where the URL has it; else what came in its place. */
function grantedName(publicUrl: string, wanted: string | undefined): string | null {
  if (wanted === undefined) return null;
  const { hostname } = new URL(publicUrl);
  return hostname === wanted || hostname.startsWith(`${wanted}.`) ? wanted : hostname;
}

/** The first of a program's lines that gives a value. */
export function firstLine<T>(program: RunningProgram, read: (line: string) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    program.onLine((line) => {
      const value = read(line);
      if (value !== undefined) resolve(value);
    });
  });
}
