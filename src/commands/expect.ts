import { readListenState } from '../config/listen-state.ts';
import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext, Io } from '../core/io.ts';
import {
  expectationJson,
  expectationJunit,
  expectationPage,
  wantedWords,
} from '../render/expectation-page.ts';
import { jsonDocument } from '../render/json.ts';
import { expectedFrom, type ExpectOptions, type Start } from './support/expect-options.ts';
import { note, openLog, openSession, type Session } from './support/session.ts';
import { waitForIt, watchExpectation, type Waiting } from './support/watch-expectation.ts';
import { reportFile } from './support/report-file.ts';

/** `expect`: waits until the log holds what is asked; exit 1 if it does not in time. */
export async function run(context: CommandContext<ExpectOptions>, type: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const wanted = expectedFrom(type, options, { now: io.now(), start: await startOf(session, options) });
  const report = options.junit === undefined ? null : await reportFile('--junit', options.junit, io.cwd);
  const store = await openLog(session);
  try {
    const { look, findings } = watchExpectation(store, wanted.expectation);
    const { elapsed, pause } = realTime(io);
    note(session, `waiting for ${wantedWords(wanted)}`);
    const ending = await waitForIt({ look, withinMs: wanted.withinMs, elapsed, pause });
    const result = { wanted, ending, waitedMs: elapsed(), ...findings() };
    if (session.json) io.stdout.write(jsonDocument(expectationJson(result)));
    else io.stdout.write(expectationPage(result, session.style));
    await report?.write(expectationJunit(result));
    return ending === 'met' ? EXIT.done : EXIT.no;
  } finally {
    await store.close();
  }
}

/** Where counting begins: what came in before the listener started belongs to an earlier run. */
async function startOf(session: Session, { since }: ExpectOptions): Promise<Start> {
  if (since !== undefined) return { kind: 'given' };
  const listener = await readListenState(session.project);
  const startedAt = listener === undefined ? Number.NaN : Date.parse(listener.startedAt);
  if (!Number.isNaN(startedAt)) return { kind: 'listener', at: startedAt };
  note(session, 'No listener runs, so it counts from now; --since 5m looks back.');
  return { kind: 'now', at: session.io.now() };
}

function realTime(io: Io): Pick<Waiting, 'elapsed' | 'pause'> {
  const begun = performance.now();
  const interrupted = io.interrupted.then(() => 'interrupted' as const);
  return {
    elapsed: () => performance.now() - begun,
    pause: async (ms) => {
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<'over'>((resolve) => (timer = setTimeout(() => resolve('over'), ms)));
      return Promise.race([over, interrupted]).finally(() => clearTimeout(timer));
    },
  };
}
