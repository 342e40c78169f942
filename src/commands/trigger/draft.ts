import { withHeaders, type HeaderList } from '../../core/headers.ts';
import { createFill, newStory, type Fill, type StoryPlace } from '../../samples/placeholders.ts';
import { sampleRequest } from '../../samples/sample-request.ts';
import { eventBody } from '../support/event-body.ts';
import { forge, type Forged } from '../support/forge.ts';
import { headersFrom } from '../support/headers-option.ts';
import { wholeNumber } from '../support/selection-options.ts';
import { withSignedMoment } from '../support/signed-moment.ts';
import { addressOf } from './destination.ts';
import { ownPlaceholders } from './own-placeholders.ts';
import type { TriggerOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** An event before it is signed: signed twice, it is the same event. */
export interface Draft {
  readonly plan: Plan;
  readonly body: Buffer;
  /** What a captured sample brings with it: its provider tells the type by some of them. */
  readonly headers: HeaderList;
  readonly fill: Fill;
  /** When its body was written, ms since the epoch. */
  readonly writtenAt: number;
}

/** One event of a story after the other; each is written when it is asked for. */
export type StoryDrafts = (index: number) => Promise<Draft>;

/** Between two events of a story, so that every form of a time tells them apart. */
const STEP_MS = 1000;

/**
 * Begins a story: its events share the ids of what they are about. Each `--count` is a story of its
 * own. The last event is of now and those before it earlier; with a seed, the first has its time.
 */
export async function beginStory(plans: readonly Plan[], number: number): Promise<StoryDrafts> {
  const { options } = plans[0] as Plan;
  const seed = seedOf(options, number);
  const story = newStory(seed);
  const own = await Promise.all(plans.map(ownPlaceholders));
  return (index) => {
    const behind = seed === undefined ? plans.length - 1 : 0;
    const isOwn = (placeholder: string): boolean => own[index]?.has(placeholder) === true;
    const place: StoryPlace = { story, index, shiftMs: (index - behind) * STEP_MS, isOwn };
    return write(plans[index] as Plan, { seed, place });
  };
}

function seedOf({ seed }: TriggerOptions, number: number): string | undefined {
  return seed === undefined ? undefined : String(wholeNumber('--seed', seed, 0) + number);
}

async function write(
  plan: Plan,
  { seed, place }: { seed: string | undefined; place: StoryPlace },
): Promise<Draft> {
  const { session, options, sample, data, choice } = plan;
  const now = session.io.now();
  const fill = createFill({ seed, now, place });
  const { scheme } = choice.endpoint.provider;
  const body = await eventBody(session, { options, sample, data, scheme, fill, now });
  const headers = sample?.kind === 'captured' ? (await sampleRequest(sample, fill)).headers : [];
  return { plan, body, headers, fill, writtenAt: now };
}

/** Signs an event as it is sent now. @throws CliError (exit 2) for what cannot be signed */
export function signDraft(draft: Draft): Forged {
  const { plan, fill, headers } = draft;
  const { options, choice, session } = plan;
  const now = session.io.now();
  return forge({
    endpoint: choice.endpoint,
    type: plan.type,
    body: restamped(draft, now),
    kind: plan.sample?.kind === 'captured' ? undefined : plan.sample?.kind,
    extraHeaders: withHeaders(headers, headersFrom(options.header)),
    invalid: options.invalid,
    path: addressOf(options, choice).path,
    fill,
    now,
  });
}

/** A moment of signing in the body is that of this request, unless the user wrote another one. */
function restamped({ plan, body, writtenAt }: Draft, now: number): Buffer {
  if (plan.sample === undefined || plan.sample.kind === 'form') return body;
  const { scheme } = plan.choice.endpoint.provider;
  const isUntouched = withSignedMoment(scheme, body, writtenAt).equals(body);
  return isUntouched ? withSignedMoment(scheme, body, now) : body;
}
