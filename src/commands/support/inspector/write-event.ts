import { readListenState } from '../../../config/listen-state.ts';
import type { StoredEvent } from '../../../core/event.ts';
import { withoutHeaders } from '../../../core/headers.ts';
import type { EventStore } from '../../../core/ports.ts';
import type { Form } from '../../../inspector/source.ts';
import { curlLine, httpMessage } from '../../../render/request-text.ts';
import { composeSample } from '../../../samples/compose.ts';
import { sampleHeaders } from '../sample-headers.ts';
import { refuseSecrets } from '../sample-secrets.ts';
import { sessionProvider, type Session } from '../session.ts';

/** Added by whoever sends it again. */
const SENDERS_OWN = ['host', 'content-length', 'connection', 'transfer-encoding'];

/** A stored request in a form to take along; whoever asks for it gets its signature, too. */
export async function writeEvent(
  { session, store }: { session: Session; store: EventStore },
  event: StoredEvent,
  form: Form,
): Promise<Buffer> {
  const body = store.body(event.id);
  if (form === 'sample') return sampleOf(session, event, body);
  const listener = await readListenState(session.project);
  const request = {
    method: event.method,
    origin: listener?.localUrl ?? 'http://localhost:4400',
    path: event.path,
    headers: withoutHeaders(event.headers, SENDERS_OWN),
    body,
  };
  return form === 'http' ? httpMessage(request) : Buffer.from(`${curlLine(request)}\n`);
}

/** What `sample save` would write. @throws CliError (exit 2) where a signing secret stands in it */
async function sampleOf(session: Session, event: StoredEvent, body: Buffer): Promise<Buffer> {
  const provider = sessionProvider(session, event.provider);
  const headers = provider === undefined ? [] : sampleHeaders(provider, event.headers);
  await refuseSecrets(session, { body, headers });
  const type = event.type ?? '';
  return Buffer.from(composeSample({ type, headers, body, hasPlaceholders: false }).text);
}
