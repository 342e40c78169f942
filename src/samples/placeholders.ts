import { createHash, randomBytes } from 'node:crypto';
import { parseDuration } from '../core/time.ts';

/** Where ids and times come from. */
export interface FillOptions {
  /** The same seed gives the same ids and times again; without one they are new. */
  readonly seed?: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
  /** Which event of a story it is; without one it stands alone. */
  readonly place?: StoryPlace | undefined;
}

/** The place of an event in a story: events about the same things, which share the ids of these. */
export interface StoryPlace {
  readonly story: Story;
  /** From 0. */
  readonly index: number;
  /** Added to every moment, in ms: time goes on from event to event. */
  readonly shiftMs: number;
  /** Whether a placeholder is the event's own, and no other event's. */
  isOwn(placeholder: string): boolean;
}

/** What the events of one story share. */
export interface Story {
  readonly source: string;
  /** Moments that have a name, once an event has told them. */
  readonly moments: Map<string, number>;
}

/** A story that nobody has told yet. */
export function newStory(seed: string | undefined): Story {
  return { source: seed ?? newSource(), moments: new Map() };
}

/** Fills in the placeholders of a text. Of one event, body and headers take the same one. */
export type Fill = (text: string) => string;

const SEED_EPOCH = Date.UTC(2026, 0, 1);
const PLACEHOLDER = /\{\{([a-z0-9]+)([^{}]*)\}\}/g;
/** In quotes and alone it is a number: JSON with placeholders stays JSON, and its numbers numbers. */
const QUOTED_NUMBER = /"(\{\{(?:unix|ms|number)[^{}]*\}\})"/g;

/**
 * Makes a {@link Fill}. `{{id:ord}}` becomes an id, the same one wherever it stands; `{{time-2m}}` a
 * moment before now. CONTRIBUTING.md lists them all. What is no placeholder stays as it is.
 */
export function createFill({ seed, now, place }: FillOptions): Fill {
  const source = seed ?? place?.story.source ?? newSource();
  const base = (seed === undefined ? now : seededMoment(seed)) + (place?.shiftMs ?? 0);
  const sourceOf = (whole: string): string =>
    place !== undefined && place.index > 0 && place.isOwn(whole) ? `${source}/event ${place.index}` : source;
  const moments = place?.story.moments ?? new Map<string, number>();
  const value = (whole: string, kind: string, rest: string): string =>
    (MOMENTS.has(kind) ? momentFor(kind, rest, { base, moments }) : idFor(kind, rest, sourceOf(whole))) ??
    whole;
  return (text) => text.replace(QUOTED_NUMBER, '$1').replace(PLACEHOLDER, value);
}

/** Every placeholder in a text, as it stands there. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([whole]) => whole);
}

function newSource(): string {
  return randomBytes(16).toString('hex');
}

function seededMoment(seed: string): number {
  return SEED_EPOCH + (hash(seed).readUInt32BE(0) % 31_536_000) * 1000;
}

/** How a moment (ms since the epoch) is written. */
const MOMENTS: ReadonlyMap<string, (ms: number) => string> = new Map([
  ['time', (ms) => new Date(ms).toISOString()],
  ['stamp', (ms) => new Date(ms).toISOString().slice(0, 19)],
  ['date', (ms) => new Date(ms).toISOString().slice(0, 10)],
  ['rfc2822', (ms) => new Date(ms).toUTCString().replace('GMT', '+0000')],
  ['unix', (ms) => String(Math.floor(ms / 1000))],
  ['ms', (ms) => String(ms)],
]);

/** `-2m`, `+1d`, and after a colon the name of a moment that a story keeps: `-2s:ordered`. */
const MOMENT = /^([-+][^:]*)?(?::([a-z]+))?$/;

interface Times {
  readonly base: number;
  readonly moments: Map<string, number>;
}

function momentFor(kind: string, rest: string, { base, moments }: Times): string | undefined {
  const match = MOMENT.exec(rest);
  if (match === null) return undefined;
  const [, offset = '', name] = match;
  const distance = offset === '' ? 0 : parseDuration(offset.slice(1));
  if (distance === undefined) return undefined;
  const told = name === undefined ? undefined : moments.get(name);
  const moment = told ?? (offset.startsWith('+') ? base + distance : base - distance);
  if (name !== undefined) moments.set(name, moment);
  return MOMENTS.get(kind)?.(moment);
}

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function idFor(kind: string, rest: string, source: string): string | undefined {
  if (kind === 'id') return rest.startsWith(':') ? prefixedId(rest.slice(1), source) : undefined;
  const random = randomOf(`${source}/${kind}${rest}`);
  if (kind === 'uuid') return uuid(random);
  const length = Number(/^:(\d{1,3})(:|$)/.exec(rest)?.[1] ?? Number.NaN);
  if (Number.isNaN(length)) return undefined;
  if (kind === 'hex') return letters(random, { length, alphabet: DIGITS + 'abcdef' });
  if (kind === 'upper') return letters(random, { length, alphabet: UPPER });
  if (kind === 'digits' || kind === 'number')
    return withoutZero(letters(random, { length, alphabet: DIGITS }));
  return undefined;
}

/** `evt_` and 24 hex digits; `li_a` and `li_b` are two ids with the prefix `li`. */
function prefixedId(label: string, source: string): string {
  const prefix = label.split('_')[0] as string;
  return `${prefix}_${hash(`${source}/${label}`).toString('hex').slice(0, 24)}`;
}

/** A number must not begin with 0: it would be shorter than asked, and no JSON. */
function withoutZero(digits: string): string {
  return digits.replace(/^0/, '7');
}

/** RFC 9562, version 4. */
function uuid(random: (index: number) => number): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, (_, index) => random(index)));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

interface Letters {
  readonly length: number;
  readonly alphabet: string;
}

function letters(random: (index: number) => number, { length, alphabet }: Letters): string {
  return Array.from({ length }, (_, index) => alphabet[random(index) % alphabet.length]).join('');
}

/** As many bytes as are asked for, the same for the same text. */
function randomOf(text: string): (index: number) => number {
  const blocks: Buffer[] = [];
  return (index) => {
    const at = Math.floor(index / 32);
    for (let next = blocks.length; next <= at; next += 1) blocks.push(hash(`${text}/${next}`));
    return (blocks[at] as Buffer)[index % 32] as number;
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
