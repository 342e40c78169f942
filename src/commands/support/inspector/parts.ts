import type { EventStore } from '../../../core/ports.ts';
import type { SendOptions } from '../listen-options.ts';
import type { Session } from '../session.ts';

/** What the inspector's answers are made from. */
export interface InspectorParts {
  readonly session: Session;
  readonly store: EventStore;
  /** How an app is sent to, as the command was told. */
  readonly options: SendOptions;
}

/**
 * The session of something that runs beside a command: it asks nothing on the terminal, and what it
 * would print is caught.
 */
export function quietSession(session: Session): { session: Session; said: string[] } {
  const said: string[] = [];
  const into = (lines: string[]) => ({
    isTty: false,
    isBroken: false,
    write: (text: string | Uint8Array) => void lines.push(String(text)),
  });
  const io = { ...session.io, stdout: into([]), stderr: into(said), stdinIsTty: false };
  return { session: { ...session, io, json: true }, said };
}
