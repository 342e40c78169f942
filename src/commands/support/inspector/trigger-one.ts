import { usageError } from '../../../core/errors.ts';
import { parseTarget, type Target } from '../../../core/target.ts';
import type { TriggerRequest } from '../../../inspector/source.ts';
import type { AttemptJson, SentJson } from '../../../inspector/wire.ts';
import { attemptJson } from '../../../render/json.ts';
import type { Sample } from '../../../samples/catalogue.ts';
import { formBody } from '../../../samples/form.ts';
import { createFill } from '../../../samples/placeholders.ts';
import { sampleRequest } from '../../../samples/sample-request.ts';
import { chooseEndpoint, likelyProviders, type EndpointChoice } from '../endpoint-choice.ts';
import { findSample } from '../find-sample.ts';
import { forge, type Forged } from '../forge.ts';
import { sendSettings } from '../listen-options.ts';
import { guardTarget } from '../remote-guard.ts';
import { openSender, type Destination } from '../sender.ts';
import { withSignedMoment } from '../signed-moment.ts';
import type { Session } from '../session.ts';
import { quietSession, type InspectorParts } from './parts.ts';

/** Forges one event and sends it as `trigger` does: in at the running listener's door, else to the app. */
export async function triggerOne(parts: InspectorParts, request: TriggerRequest): Promise<SentJson> {
  const { session, said } = quietSession(parts.session);
  const { header: _header, ...sending } = parts.options;
  const sample = await sampleFor(session, request);
  const choice = await endpointFor(session, request, sample);
  const destination = await destinationOf(session, { choice, parts });
  const forged = await forgeOne(session, { request, sample, choice });
  const sender = await openSender(session, await sendSettings(sending, session.io.cwd));
  try {
    const { event, attempt, notice } = await sender.send({ endpoint: choice.endpoint, destination, forged });
    return {
      eventId: event?.id ?? null,
      attempt: attempt === null ? null : (attemptJson(attempt) as unknown as AttemptJson),
      note: notice ?? (said.join('').trim() || null),
    };
  } finally {
    await sender.close();
  }
}

/** The payload of a sample, filled in, as it may be edited. A form is the JSON its file holds. */
export async function samplePayload(session: Session, provider: string, type: string): Promise<string> {
  const sample = await findSample(session, type, { provider, likely: [] });
  const fill = createFill({ now: session.io.now() });
  const { body } = await sampleRequest(sample, fill);
  try {
    return JSON.stringify(JSON.parse(body.toString()), null, 2);
  } catch {
    throw usageError(`the body of ${type} is not JSON`, `Send it as it is: webhook-cli trigger ${type}`);
  }
}

/** With a body of its own, a type nobody has a sample of will do. */
async function sampleFor(session: Session, request: TriggerRequest): Promise<Sample | undefined> {
  const { type, provider, endpoint, body } = request;
  const likely = await likelyProviders(session, endpoint);
  const found = findSample(session, type, { provider, likely });
  return body === undefined ? found : found.catch(() => undefined);
}

async function endpointFor(
  session: Session,
  { endpoint, provider }: TriggerRequest,
  sample: Sample | undefined,
): Promise<EndpointChoice> {
  const wanted = provider ?? sample?.provider;
  // A store event fits any endpoint: it is what trigger sends where nothing is configured.
  const isAnybodys = wanted === 'store' && !(await likelyProviders(session, endpoint)).includes('store');
  return chooseEndpoint(session, { endpoint, provider: isAnybodys ? undefined : wanted, isDirect: false });
}

async function destinationOf(
  session: Session,
  { choice, parts }: { choice: EndpointChoice; parts: InspectorParts },
): Promise<Destination> {
  const { listener, endpoint } = choice;
  if (listener !== undefined) {
    return { kind: 'listener', door: parseTarget(listener.localUrl) as Target, token: listener.token };
  }
  if (endpoint.target === null) {
    throw usageError('there is nowhere to send it', 'Start webhook-cli listen 3000 in another terminal.');
  }
  await guardTarget(endpoint.target, parts.options, session.io);
  return { kind: 'direct', target: endpoint.target };
}

interface Forging {
  readonly request: TriggerRequest;
  readonly sample: Sample | undefined;
  readonly choice: EndpointChoice;
}

async function forgeOne(session: Session, { request, sample, choice }: Forging): Promise<Forged> {
  const { endpoint: chosen, listener } = choice;
  const now = session.io.now();
  const fill = createFill({ now });
  const origin = listener === undefined ? chosen.target?.origin : (listener.publicUrl ?? listener.localUrl);
  const path = listener === undefined ? (chosen.target?.path ?? chosen.path) : chosen.path;
  const endpoint = { ...chosen, url: chosen.url ?? `${new URL(origin ?? '').origin}${path}` };
  const own = sample === undefined ? undefined : await sampleRequest(sample, fill);
  const json = request.body === undefined ? (own?.body as Buffer) : Buffer.from(request.body);
  const body = withSignedMoment(endpoint.provider.scheme, json, now);
  return forge({
    endpoint,
    type: sample?.type ?? request.type,
    body: sample?.kind === 'form' ? formBody(body) : body,
    kind: sample?.kind === 'captured' ? undefined : sample?.kind,
    extraHeaders: own?.headers ?? [],
    invalid: request.invalid,
    path,
    fill,
    now,
  });
}
