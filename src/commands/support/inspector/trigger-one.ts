import { usageError } from '../../../core/errors.ts';
import { parseTarget, type Target } from '../../../core/target.ts';
import type { TriggerRequest } from '../../../inspector/source.ts';
import type { AttemptJson, SentJson } from '../../../inspector/wire.ts';
import { readSample, type Sample } from '../../../samples/catalogue.ts';
import { fillSample } from '../../../samples/fill.ts';
import { formBody } from '../../../samples/form.ts';
import { createFill, type Fill } from '../../../samples/placeholders.ts';
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
  const { session, printed, said } = quietSession(parts.session);
  const { header: _header, ...sending } = parts.options;
  const sample = await sampleFor(session, request);
  const choice = await endpointFor(session, request, sample);
  const destination = await destinationOf(session, { choice, parts });
  const forged = await forgeOne(session, { request, sample, choice });
  const sender = await openSender(session, await sendSettings(sending, session.io.cwd));
  try {
    const sent = await sender.trigger({ endpoint: choice.endpoint, destination, forged });
    return { ...printedEvent(printed), note: sent.notice ?? (said.join('').trim() || null) };
  } finally {
    await sender.close();
  }
}

/** The payload of a sample, filled in, as it may be edited. A form is the JSON its file holds. */
export async function samplePayload(session: Session, provider: string, type: string): Promise<string> {
  const sample = await findSample(session, type, { provider, likely: [] });
  const fill = createFill({ now: session.io.now() });
  const body = fillSample(await readSample(sample), fill);
  return JSON.stringify(JSON.parse(body.toString()), null, 2);
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
  const json = await bodyOf(request, sample, fill);
  const body = withSignedMoment(endpoint.provider.scheme, json, now);
  return forge({
    endpoint,
    type: sample?.type ?? request.type,
    body: sample?.kind === 'form' ? formBody(body) : body,
    kind: sample?.kind,
    extraHeaders: [],
    invalid: request.invalid,
    path,
    fill,
    now,
  });
}

async function bodyOf({ body }: TriggerRequest, sample: Sample | undefined, fill: Fill): Promise<Buffer> {
  if (body !== undefined) return Buffer.from(body);
  return fillSample(await readSample(sample as Sample), fill);
}

/** What `trigger --json` prints of it. */
function printedEvent(printed: readonly string[]): Omit<SentJson, 'note'> {
  const [line] = printed;
  if (line === undefined) return { eventId: null, attempt: null };
  const { id, attempts } = JSON.parse(line) as { id: number; attempts: AttemptJson[] };
  return { eventId: id, attempt: attempts.at(-1) ?? null };
}
