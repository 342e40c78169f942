import { EXIT, usageError, type CliError, type ExitCode } from '../core/errors.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import type { Provider } from '../core/provider.ts';
import { jsonDocument } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import { composeSample } from '../samples/compose.ts';
import { formBody, formJson, isFormType } from '../samples/form.ts';
import { redact } from '../samples/redact.ts';
import { isSampleType, sampleTypeFrom } from '../samples/sample-name.ts';
import { findEvent } from './support/find-events.ts';
import { refuseSecrets, suspiciousFields } from './support/sample-secrets.ts';
import { sampleHeaders } from './support/sample-headers.ts';
import {
  note,
  openExistingLog,
  openSession,
  sessionProvider,
  warn,
  type Session,
} from './support/session.ts';
import { storeSample } from './support/store-sample.ts';

export interface SampleSaveOptions {
  readonly as?: string;
  readonly redact?: string[];
  readonly overwrite?: boolean;
}

/** `sample save`: a stored event becomes a sample of the project. */
export async function run(context: CommandContext<SampleSaveOptions>, reference: string): Promise<ExitCode> {
  const session = await openSession(context);
  const store = await openExistingLog(session);
  try {
    const event = findEvent(store, reference);
    await save(session, { event, body: (store as EventStore).body(event.id), options: context.options });
  } finally {
    await store?.close();
  }
  return EXIT.done;
}

interface Saving {
  readonly event: StoredEvent;
  readonly body: Buffer;
  readonly options: SampleSaveOptions;
}

async function save(session: Session, { event, body, options }: Saving): Promise<void> {
  const provider = providerOf(session, event);
  const type = typeFor(event, options.as);
  const paths = options.redact ?? [];
  const kept = redacted({ event, body, paths });
  const headers = sampleHeaders(provider, event.headers);
  await refuseSecrets(session, { body: kept, headers });
  const sample = composeSample({ type, headers, body: kept, hasPlaceholders: false });
  const target = { provider: provider.name, type, overwrite: options.overwrite === true };
  const { state, file } = await storeSample(session, sample, target);
  if (state === 'exists') throw existing(`${provider.name}:${type}`, file);
  tell(session, { event, name: `${provider.name}:${type}`, state, file, paths });
  for (const field of suspiciousFields(kept))
    warn(session, `${safe(field)} may be a secret. If it is: --redact ${safe(field)} --overwrite`);
}

interface Told {
  readonly event: StoredEvent;
  readonly name: string;
  readonly state: string;
  readonly file: string;
  readonly paths: readonly string[];
}

function tell(session: Session, { event, name, state, file, paths }: Told): void {
  const { stdout } = session.io;
  const [provider, type] = [event.provider, name.slice(event.provider.length + 1)];
  if (session.json) {
    stdout.write(jsonDocument({ eventId: event.id, provider, type, file, state, redacted: paths }));
    return;
  }
  const how = state === 'unchanged' ? 'is already saved' : 'saved';
  stdout.write(`event ${event.id} ${how} as ${name} in ${file}\n`);
  note(session, `Send it: webhook-cli trigger ${name}`);
  if (event.method !== 'POST') note(session, `It came as ${safe(event.method)}; trigger sends POST.`);
}

function providerOf(session: Session, event: StoredEvent): Provider {
  const provider = sessionProvider(session, event.provider);
  if (provider !== undefined) return provider;
  throw usageError(
    `event ${event.id}: nobody describes the provider ${event.provider}`,
    'Describe it under providers in webhook.config.json.',
  );
}

/** The name of the sample. What came over the wire may be no name at all. */
function typeFor(event: StoredEvent, asked: string | undefined): string {
  const prefix = `${event.provider}:`;
  const type = asked?.startsWith(prefix) === true ? asked.slice(prefix.length) : (asked ?? event.type);
  const again = `webhook-cli sample save ${event.id} --as`;
  if (type === null) throw usageError(`event ${event.id} has no type`, `Give it one: ${again} order.created`);
  if (isSampleType(type)) return type;
  throw usageError(
    `${JSON.stringify(type)} cannot be the name of a sample: it becomes a file`,
    `Letters, digits and . _ - / will do: ${again} ${sampleTypeFrom(type) ?? 'order.created'}`,
  );
}

function redacted({
  event,
  body,
  paths,
}: {
  event: StoredEvent;
  body: Buffer;
  paths: readonly string[];
}): Buffer {
  if (paths.length === 0) return body;
  return isFormType(event.contentType) ? formBody(redact(formJson(body), paths)) : redact(body, paths);
}

function existing(name: string, file: string): CliError {
  return usageError(
    `there is already a sample of ${name}: ${file}`,
    'Replace it with --overwrite, or save this one under another name with --as.',
  );
}
