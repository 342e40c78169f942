import { readListenState } from '../../../config/listen-state.ts';
import type { StoredEvent } from '../../../core/event.ts';
import { withoutHeaders } from '../../../core/headers.ts';
import type { EventStore } from '../../../core/ports.ts';
import type { Form } from '../../../inspector/source.ts';
import { curlLine, httpMessage } from '../../../render/request-text.ts';
import { formJson, isFormType } from '../../../samples/form.ts';
import type { Session } from '../session.ts';

/** Added by whoever sends it again. */
const SENDERS_OWN = ['host', 'content-length', 'connection', 'transfer-encoding'];

/** A stored request in a form to take along; whoever asks for it gets its signature, too. */
export async function writeEvent(
  { session, store }: { session: Session; store: EventStore },
  event: StoredEvent,
  form: Form,
): Promise<Buffer> {
  const body = store.body(event.id);
  if (form === 'sample') return sampleOf(event, body);
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

/** The file a sample is made of: `samples/<provider>/<type>.json`. */
function sampleOf(event: StoredEvent, body: Buffer): Buffer {
  const json = isFormType(event.contentType) ? formJson(body) : body;
  try {
    return Buffer.from(`${JSON.stringify(JSON.parse(json.toString('utf8')), null, 2)}\n`);
  } catch {
    return json;
  }
}
