import { generateFileSecret, readFileSecret, secretFile, writeFileSecret } from '../config/secret-file.ts';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonDocument } from '../render/json.ts';
import { note, openSession, sessionEndpoints, warn, type Session } from './support/session.ts';

export interface SecretOptions {
  readonly reveal?: boolean;
  readonly generate?: boolean;
  readonly set?: boolean;
  readonly endpoint?: string;
}

/** `secret`: where the signing secrets come from; shows, makes or stores one. */
export async function run(context: CommandContext<SecretOptions>): Promise<ExitCode> {
  const session = await openSession(context);
  const { options } = context;
  if ([options.reveal, options.generate, options.set].filter(Boolean).length > 1) {
    throw usageError('--reveal, --generate and --set exclude each other', 'Use one of them.');
  }
  if (options.generate) await generate(session);
  else if (options.set) await store(session);
  else await show(session, options);
  return EXIT.done;
}

async function generate(session: Session): Promise<void> {
  const before = await readFileSecret(session.project);
  await generateFileSecret(session.project);
  note(
    session,
    `A new secret is in ${secretFile(session.project)}${before ? '; the one before is gone' : ''}.`,
  );
}

/** Never from an argument: those can be read by every user of the machine. */
async function store(session: Session): Promise<void> {
  const { io } = session;
  const text = io.stdinIsTty
    ? await io.ask('Signing secret: ', { hidden: true })
    : String(await io.readStdin());
  const value = text.replace(/\r?\n$/, '');
  if (value.trim() === '')
    throw usageError('the secret is empty', 'Pipe it in: printf %s "$SECRET" | webhook-cli secret --set');
  if (value !== value.trim()) warn(session, 'the secret begins or ends with a blank; it is kept as it is');
  await writeFileSecret(session.project, value);
  note(session, `Stored in ${secretFile(session.project)}.`);
}

async function show(session: Session, options: SecretOptions): Promise<void> {
  const all = await sessionEndpoints(session);
  const endpoints = all.filter(({ name }) => options.endpoint === undefined || name === options.endpoint);
  if (endpoints.length === 0) {
    throw usageError(
      `there is no endpoint ${options.endpoint}`,
      `There is: ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  const { stdout } = session.io;
  const rows = endpoints.map(({ name, provider, secrets, secretSource }) => ({
    endpoint: name,
    provider: provider.name,
    from: secretSource.kind === 'generated' ? 'generated' : secretSource.from.join(', '),
    ...(options.reveal ? { secrets } : {}),
  }));
  if (session.json) stdout.write(jsonDocument(rows));
  else if (options.reveal)
    for (const { secrets } of endpoints) for (const secret of secrets) stdout.write(`${secret}\n`);
  else
    for (const row of rows)
      stdout.write(`${row.endpoint.padEnd(12)} ${row.provider.padEnd(12)} ${row.from}\n`);
}
