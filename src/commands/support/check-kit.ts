import type { EventOrder, Kit, Shot } from '../../check/types.ts';
import { lastDigest } from '../../check/spoil-shot.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { CliError } from '../../core/errors.ts';
import { headerValue, type HeaderPair } from '../../core/headers.ts';
import { isKeyAlgorithm } from '../../signatures/compute.ts';
import { sign, signedId, signedMoment } from '../../signatures/sign.ts';
import { createFill, type Fill } from '../../samples/placeholders.ts';
import { editBody } from '../../samples/edit.ts';
import { fillSample } from '../../samples/fill.ts';
import { formBody } from '../../samples/form.ts';
import type { CheckSample } from './check-samples.ts';
import { forge, pathOf } from './forge.ts';
import { withSignedMoment } from './signed-moment.ts';

/** What events are forged from. */
export interface KitParts {
  readonly endpoint: Endpoint;
  /** The first one is the event most probes send. */
  readonly samples: readonly [CheckSample, ...CheckSample[]];
  /** Path and query of the target. */
  readonly path: string;
  readonly extraHeaders: readonly HeaderPair[];
  readonly target: Kit['target'];
  readonly now: () => number;
}

/** Puts together what the probes forge with. */
export function checkKit(parts: KitParts): Kit {
  const { endpoint, samples, target } = parts;
  const stories = new Map<string, Fill>();
  const storyOf = (name: string | undefined, now: number): Fill => {
    if (name === undefined) return createFill({ now });
    const fill = stories.get(name) ?? createFill({ now });
    stories.set(name, fill);
    return fill;
  };
  return {
    provider: endpoint.provider,
    types: samples.map(({ type }) => type),
    kind: samples[0].kind,
    hasSecondSecret: endpoint.secrets.length > 1,
    target,
    event: (order = {}) => forged(parts, order, storyOf(order.story, parts.now())),
    expected: (shot) => expectedDigests(parts, shot),
  };
}

function forged(parts: KitParts, order: EventOrder, fill: Fill): Shot {
  const { samples, path, now } = parts;
  const type = order.type ?? samples[0].type;
  const sample = samples.find((one) => one.type === type) ?? samples[0];
  const at = now() + (order.at ?? 0);
  const endpoint = signingAs(parts.endpoint, order);
  const body = bodyOf(parts, { sample, type, fill, at, isOfStory: order.story !== undefined });
  const made = forge({
    endpoint,
    type,
    body: order.alter?.(body) ?? body,
    kind: sample.kind,
    extraHeaders: parts.extraHeaders,
    invalid: order.secret === 'wrong' ? 'wrong-secret' : undefined,
    path,
    fill: order.story === undefined ? fill : createFill({ now: now() }),
    now: at,
  });
  return { method: order.method ?? 'POST', path: pathOf(made, path), headers: made.headers, body: made.body };
}

function signingAs(endpoint: Endpoint, { secret, scheme }: EventOrder): Endpoint {
  const provider = scheme === undefined ? endpoint.provider : { ...endpoint.provider, scheme };
  const secrets = secret === 'second' ? endpoint.secrets.slice(1) : endpoint.secrets;
  return { ...endpoint, provider, secrets };
}

interface BodyParts {
  readonly sample: CheckSample;
  readonly type: string;
  readonly fill: Fill;
  readonly at: number;
  readonly isOfStory: boolean;
}

function bodyOf(parts: KitParts, { sample, type, fill, at, isOfStory }: BodyParts): Buffer {
  const { provider } = parts.endpoint;
  const { eventType, eventId, idForm = '{{id:evt}}' } = provider;
  const set: string[] = [];
  if (eventType?.kind === 'json' && (type !== sample.type || sample.isBorrowed))
    set.push(`${eventType.path}:=${JSON.stringify(type)}`);
  // Two events of one story are about the same thing, but they are two.
  if (eventId?.kind === 'json' && (isOfStory || sample.isBorrowed))
    set.push(`${eventId.path}:=${JSON.stringify(createFill({ now: at })(idForm))}`);
  const json = edited(sample.isExact ? Buffer.from(sample.text) : fillSample(sample.text, fill), set);
  const body = withSignedMoment(provider.scheme, json, at);
  return sample.kind === 'form' ? formBody(body) : body;
}

/** A path into a list that is not there cannot be made: the event goes without it. */
function edited(body: Buffer, set: readonly string[]): Buffer {
  try {
    return editBody(body, { set, unset: [], add: true });
  } catch (error) {
    if (error instanceof CliError) return body;
    throw error;
  }
}

/** A public key gives nothing away, and signatures inside of bodies are not looked for. */
function expectedDigests({ endpoint, now }: KitParts, shot: Shot): string[] {
  const { scheme } = endpoint.provider;
  if (scheme.kind === 'special' || isKeyAlgorithm(scheme.algorithm)) return [];
  return endpoint.secrets.flatMap((secret) => {
    const signed = sign(scheme, {
      method: shot.method,
      path: shot.path,
      body: shot.body,
      secret,
      timestamp: signedMoment(scheme, shot.headers) ?? now(),
      id: signedId(scheme, shot.headers),
      url: endpoint.url ?? undefined,
    });
    const value = signed.kind === 'signed' ? headerValue(signed.headers, scheme.header) : undefined;
    return value === undefined ? [] : [lastDigest(value)];
  });
}
