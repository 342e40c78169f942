import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { Provider } from '../core/provider.ts';
import { providers } from '../providers/index.ts';
import { jsonDocument } from '../render/json.ts';
import { providerLine, providerPage } from '../render/provider-page.ts';
import { openSession, sessionProvider, type Session } from './support/session.ts';
import { unknownProvider } from './support/signing-endpoint.ts';

/** `providers`: who can be verified and forged, or everything about one of them. */
export async function run(context: CommandContext<object>, name?: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { io, json, style } = session;
  if (name === undefined) {
    const all = allProviders(session);
    if (json) io.stdout.write(jsonDocument(all));
    else for (const provider of all) io.stdout.write(`${providerLine(provider)}\n`);
    return EXIT.done;
  }
  const provider = sessionProvider(session, name);
  if (provider === undefined) throw unknownProvider(session, name);
  io.stdout.write(json ? jsonDocument(provider) : providerPage(provider, style));
  return EXIT.done;
}

/** The project's own first; one of a built-in name takes its place. */
function allProviders(session: Session): Provider[] {
  const own = Object.keys(session.settings.providers ?? {});
  const names = new Set([...own, ...providers.map(({ name }) => name)]);
  return [...names].map((name) => sessionProvider(session, name)).filter((one) => one !== undefined);
}
