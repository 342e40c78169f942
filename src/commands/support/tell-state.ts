import { clearListenState, writeListenState, type ListenState } from '../../config/listen-state.ts';
import type { Project } from '../../config/project.ts';

/** Keeps `listen.json` as the listener is. */
export interface ToldState {
  write(state: ListenState): Promise<void>;
  /** Takes the file away. */
  end(): Promise<void>;
}

/** Writes one after the other, and nothing after the end: the file is gone then. */
export async function tellState(project: Project, first: ListenState): Promise<ToldState> {
  let last = writeListenState(project, first);
  let isOver = false;
  await last;
  const next = (step: () => Promise<void>): Promise<void> => (last = last.then(step, step));
  return {
    write: (state: ListenState) => next(async () => (isOver ? undefined : writeListenState(project, state))),
    async end() {
      isOver = true;
      await next(() => clearListenState(project, process.pid));
    },
  };
}
