import { parseDuration } from './time.ts';

/** What may go wrong on the way to the app, and how often. Chances are 0–1. */
export interface ChaosSpec {
  /** Chance that a delivery reaches the app twice. */
  readonly dup: number;
  /** Chance that a delivery never reaches it. */
  readonly drop: number;
  /** Chance that one byte of the body changes on the way. */
  readonly corrupt: number;
  /** Every delivery waits this long, in ms: one draw from the range. */
  readonly delay: { readonly from: number; readonly to: number };
  /** Every delivery is overtaken by up to so many later ones. */
  readonly reorder: number;
}

/** What goes wrong with one delivery. */
export interface Faults {
  readonly dup: boolean;
  readonly drop: boolean;
  /** Where in the body a byte changes, as a share of its length (0 to below 1); null: nowhere. */
  readonly corruptAt: number | null;
  readonly delayMs: number;
  /** How many later deliveries go first. */
  readonly reorder: number;
}

const NOTHING: ChaosSpec = { dup: 0, drop: 0, corrupt: 0, delay: { from: 0, to: 0 }, reorder: 0 };
const LONGEST_DELAY_MS = 3_600_000;
const MOST_REORDER = 100;

type Read = (text: string) => Partial<ChaosSpec> | undefined;

const READERS: Readonly<Record<keyof ChaosSpec, { readonly read: Read; readonly form: string }>> = {
  dup: { read: (text) => chance('dup', text), form: 'dup=20%' },
  delay: { read: delay, form: 'delay=0-5s or delay=200ms' },
  reorder: { read: reorder, form: 'reorder=3' },
  drop: { read: (text) => chance('drop', text), form: 'drop=2%' },
  corrupt: { read: (text) => chance('corrupt', text), form: 'corrupt=1%' },
};

/** Every part `--chaos` knows, as one example. */
export const CHAOS_EXAMPLE = 'dup=20%,delay=0-5s,reorder=3,drop=2%,corrupt=1%';

/**
 * Reads `dup=20%,delay=0-5s,reorder=3,drop=2%,corrupt=1%`; every part may be left out.
 * @returns the specification, or one sentence about what is wrong with the text
 */
export function parseChaos(text: string): ChaosSpec | string {
  let spec = NOTHING;
  const named = new Set<string>();
  for (const part of text.split(',').map((one) => one.trim())) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (!isFault(name)) return `"${part}" is none of dup, delay, reorder, drop, corrupt with a value`;
    if (named.has(name)) return `${name} is given twice`;
    named.add(name);
    const read = READERS[name].read(part.slice(at + 1).trim());
    if (read === undefined) return `"${part}" is not of the form ${READERS[name].form}`;
    spec = { ...spec, ...read };
  }
  return spec;
}

function isFault(name: string): name is keyof ChaosSpec {
  return Object.hasOwn(READERS, name);
}

function chance(name: 'dup' | 'drop' | 'corrupt', text: string): Partial<ChaosSpec> | undefined {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  return percent === undefined || Number(percent) > 100 ? undefined : { [name]: Number(percent) / 100 };
}

/** `0-5s` is 0 to 5 s, `200ms` is always that, and `1-5s` borrows the unit. */
function delay(text: string): Partial<ChaosSpec> | undefined {
  const [first = '', second = first, ...more] = text.split('-').map((part) => part.trim());
  const unit = /[a-z]+$/.exec(second)?.[0] ?? '';
  const [from, to] = [parseDuration(/^[\d.]+$/.test(first) ? first + unit : first), parseDuration(second)];
  if (more.length > 0 || from === undefined || to === undefined) return undefined;
  return from > to || to > LONGEST_DELAY_MS ? undefined : { delay: { from, to } };
}

function reorder(text: string): Partial<ChaosSpec> | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= MOST_REORDER ? { reorder: Number(text) } : undefined;
}

/**
 * What goes wrong with the delivery of that number, counted from 0. Nothing but the arguments
 * decides: the same seed always gives the same faults.
 */
export function faultsOf(spec: ChaosSpec, seed: number, ordinal: number): Faults {
  const draw = (what: number): number => shareOf(seed, ordinal, what);
  return {
    dup: draw(1) < spec.dup,
    drop: draw(2) < spec.drop,
    corruptAt: draw(3) < spec.corrupt ? draw(4) : null,
    delayMs: Math.round(spec.delay.from + draw(5) * (spec.delay.to - spec.delay.from)),
    reorder: Math.floor(draw(6) * (spec.reorder + 1)),
  };
}

/** A number from 0 to below 1 that three whole numbers decide: each is mixed in before the next. */
function shareOf(...numbers: readonly number[]): number {
  let mixed = 0;
  for (const number of numbers) mixed = scramble((mixed ^ number) + 0x9e37_79b9);
  return mixed / 2 ** 32;
}

/** Spreads every bit over all: the finishing step of MurmurHash3, 32 bit. */
function scramble(number: number): number {
  let bits = number >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The body with one byte changed; an empty one has none. */
export function corrupted(
  body: Buffer,
  at: number,
): { readonly body: Buffer; readonly index: number } | null {
  if (body.length === 0) return null;
  const index = Math.floor(at * body.length);
  const changed = Buffer.from(body);
  changed[index] = (changed[index] as number) ^ 1;
  return { body: changed, index };
}
