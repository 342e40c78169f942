import { usageError } from '../../../core/errors.ts';
import type { TriggerRequest } from '../../../inspector/source.ts';
import type { AttemptJson, SentJson } from '../../../inspector/wire.ts';
import { attemptJson } from '../../../render/json.ts';
import { createFill } from '../../../samples/placeholders.ts';
import { sampleRequest } from '../../../samples/sample-request.ts';
import { destinationsOf } from '../../trigger/destination.ts';
import { beginStory, signDraft } from '../../trigger/draft.ts';
import { planOf, type Plan } from '../../trigger/plan.ts';
import { findSample } from '../find-sample.ts';
import { sendSettings } from '../listen-options.ts';
import { openSender, type Destination } from '../sender.ts';
import { withSignedMoment } from '../signed-moment.ts';
import type { Session } from '../session.ts';
import { quietSession, type InspectorParts } from './parts.ts';

/** Forges one event and sends it as `trigger` does: in at the running listener's door, else to the app. */
export async function triggerOne(parts: InspectorParts, request: TriggerRequest): Promise<SentJson> {
  const { session, said } = quietSession(parts.session);
  const plan = await planFor(session, parts, request);
  const [destination] = (await destinationsOf([plan])) as [Destination];
  const forged = signDraft(await (await beginStory([plan], 0))(0));
  const sender = await openSender(session, await sendSettings(plan.options, session.io.cwd));
  try {
    const { endpoint } = plan.choice;
    const { event, attempt, notice } = await sender.send({ endpoint, destination, forged });
    return {
      eventId: event?.id ?? null,
      attempt: attempt === null ? null : (attemptJson(attempt) as unknown as AttemptJson),
      note: notice ?? (said.join('').trim() || null),
    };
  } finally {
    await sender.close();
  }
}

/** What `trigger` would plan. With a body of its own, a type nobody has a sample of will do. */
async function planFor(session: Session, parts: InspectorParts, request: TriggerRequest): Promise<Plan> {
  const { header: _header, ...sending } = parts.options;
  const { type, body, provider, endpoint, invalid } = request;
  const options = {
    ...sending,
    ...(provider && { provider }),
    ...(endpoint && { endpoint }),
    ...(invalid && { invalid }),
  };
  if (body === undefined) return planOf(session, options, type);
  const io = { ...session.io, readStdin: () => Promise.resolve(Buffer.from(body)) };
  const plan = await planOf(session, options, type).catch(() =>
    planOf({ ...session, io }, { ...options, data: '-' }, type),
  );
  const { scheme } = plan.choice.endpoint.provider;
  return { ...plan, data: withSignedMoment(scheme, Buffer.from(body), session.io.now()) };
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
