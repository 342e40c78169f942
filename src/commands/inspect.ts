import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonLine } from '../render/json.ts';
import { openInspector, type InspectorOptions } from './support/inspector/open-inspector.ts';
import { portFrom, type SendOptions } from './support/listen-options.ts';
import { note, openLog, openSession } from './support/session.ts';

export interface InspectOptions extends SendOptions, InspectorOptions {}

/** `inspect`: the inspector over the stored events, until Ctrl-C; nothing is received. */
export async function run(context: CommandContext<InspectOptions>): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const port = portFrom(options.inspectorPort, '--inspector-port');
  const { interrupted } = io;
  const store = await openLog(session);
  try {
    const inspector = await openInspector({ session, store, options, port, avoidPorts: [], history: [] });
    if (session.json) io.stdout.write(jsonLine({ kind: 'ready', inspectorUrl: inspector.url }));
    else io.stdout.write(`Inspector  ${session.style.strong(inspector.url)}\n`);
    note(session, 'The link opens the page once, in one browser. Ctrl-C to stop');
    await interrupted;
    await inspector.stop();
  } finally {
    await store.close();
  }
  return EXIT.done;
}
