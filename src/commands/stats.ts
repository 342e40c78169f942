import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import type { Selection } from '../core/selection.ts';
import { logStatistics, type Observation } from '../core/type-stats.ts';
import { jsonDocument } from '../render/json.ts';
import { statsJson, statsPage, type StatsPageInput } from '../render/stats-page.ts';
import { eventAge } from './support/event-age.ts';
import { neverSeen } from './support/never-seen.ts';
import { selectionFrom, type SelectionOptions } from './support/selection-options.ts';
import { note, openExistingLog, openSession, sessionProvider, type Session } from './support/session.ts';

/** `stats`: per type how many came, how they fared, and which known types never did. */
export async function run(context: CommandContext<SelectionOptions>): Promise<ExitCode> {
  const session = await openSession(context);
  const selection = selectionFrom(context.options, session.io.now());
  const store = await openExistingLog(session);
  try {
    show(session, store, await collected(session, store, selection));
  } finally {
    await store?.close();
  }
  return EXIT.done;
}

async function collected(
  session: Session,
  store: EventStore | undefined,
  selection: Selection,
): Promise<StatsPageInput> {
  const observations = store === undefined ? [] : observe(session, store, selection);
  const statistics = logStatistics(observations);
  const seenProviders = statistics.types.map(({ provider }) => provider);
  return { statistics, neverSeen: await neverSeen(session, { store, selection, seenProviders }) };
}

/** One event at a time: only one body is in memory, however long the log is. */
function* observe(session: Session, store: EventStore, selection: Selection): Iterable<Observation> {
  for (const event of store.select(selection, 'newest')) {
    const provider = sessionProvider(session, event.provider) ?? null;
    const ageSeconds = eventAge(event, provider, store.body(event.id));
    yield { event, attempts: store.attempts(event.id), ageSeconds };
  }
}

function show(session: Session, store: EventStore | undefined, page: StatsPageInput): void {
  const { stdout } = session.io;
  if (session.json) stdout.write(jsonDocument(statsJson(page)));
  else stdout.write(statsPage(page, session.style));
  if (session.json || page.statistics.total !== null) return;
  note(session, store?.latest(0) === undefined ? 'No events yet.' : 'No event matches.');
}
