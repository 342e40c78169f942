import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import { jsonDocument } from '../render/json.ts';
import { whyJson, whyPage } from '../render/why-page.ts';
import { diagnoseAt } from './support/diagnose-at.ts';
import { explainEvent } from './support/explain-event.ts';
import { findEvent } from './support/find-events.ts';
import { openExistingLog, openSession } from './support/session.ts';

/** `why`: one verdict over what came in and what the app did with it. */
export async function run(context: CommandContext<object>, reference: string): Promise<ExitCode> {
  const session = await openSession(context);
  const log = await openExistingLog(session);
  try {
    const event = findEvent(log, reference);
    const store = log as EventStore;
    const page = await explainEvent({ session, store, diagnose: diagnoseAt }, event);
    session.io.stdout.write(session.json ? jsonDocument(whyJson(page)) : whyPage(page, session.style));
    return page.why.ok ? EXIT.done : EXIT.no;
  } finally {
    await log?.close();
  }
}
