import type { StoredEvent } from '../../../core/event.ts';
import { createForwarder } from '../../../http/forwarder.ts';
import type { ReplayRequest } from '../../../inspector/source.ts';
import type { SentJson } from '../../../inspector/wire.ts';
import { attemptJson } from '../../../render/json.ts';
import { signsAddress } from '../../../signatures/sign.ts';
import { sendSettings } from '../listen-options.ts';
import { planReplay } from '../replay-plan.ts';
import type { SignMode } from '../resign.ts';
import { stored } from '../sender.ts';
import { sessionProvider } from '../session.ts';
import { quietSession, type InspectorParts } from './parts.ts';

/** Sends a stored event again, changed where the request says so; the stored one stays as it is. */
export async function replayOne(
  parts: InspectorParts,
  original: StoredEvent,
  request: ReplayRequest,
): Promise<SentJson> {
  const { store, options } = parts;
  const { session } = quietSession(parts.session);
  const event = changed(original, request);
  const [plan] = await planReplay({
    session,
    store,
    events: [event],
    options: {
      ...(request.to === undefined ? {} : { to: request.to }),
      ...(options.allowRemote === true ? { allowRemote: true } : {}),
      ...confirmed(parts, request),
    },
    mode: modeOf(parts, { original, event, request }),
    ...bodyOf(parts, original, request),
  });
  if (plan === undefined) throw new Error('no plan for one event');
  const forwarder = createForwarder({
    ...(await sendSettings(options, session.io.cwd)),
    now: session.io.now,
  });
  try {
    const { because, ...signed } = plan.requestAt(session.io.now());
    const sent = await forwarder.send({ method: event.method, ...signed }, plan.target);
    const attempt = await stored(() => store.recordAttempt(event.id, { ...sent, cause: 'replay' }));
    return { eventId: event.id, attempt: attemptJson(attempt) as never, note: because };
  } finally {
    await forwarder.close();
  }
}

function changed(event: StoredEvent, { method, path, headers }: ReplayRequest): StoredEvent {
  return {
    ...event,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** A body that is the same after all is none that was changed. */
function bodyOf({ store }: InspectorParts, { id }: StoredEvent, { body }: ReplayRequest): { body?: Buffer } {
  if (body === undefined) return {};
  const bytes = Buffer.from(body);
  return bytes.equals(store.body(id)) ? {} : { body: bytes };
}

function confirmed({ options }: InspectorParts, { confirmHost }: ReplayRequest): { confirmHost?: string } {
  const host = confirmHost ?? options.confirmHost;
  return host === undefined ? {} : { confirmHost: host };
}

interface Changing {
  readonly original: StoredEvent;
  readonly event: StoredEvent;
  readonly request: ReplayRequest;
}

/** Another method or path spoils only signatures that cover them. */
function modeOf({ session }: InspectorParts, { original, event, request }: Changing): SignMode {
  const mode = (request.sign ?? 'auto') as SignMode;
  if (mode !== 'auto') return mode;
  const scheme = sessionProvider(session, event.provider)?.scheme;
  const isMoved = original.path !== event.path || original.method !== event.method;
  return isMoved && scheme !== undefined && signsAddress(scheme) ? 'always' : 'auto';
}
