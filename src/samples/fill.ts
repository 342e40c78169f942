import { createHash, randomBytes } from 'node:crypto';
import { parseDuration } from '../core/time.ts';

/** Where ids and times come from. */
export interface FillOptions {
  /** The same seed gives the same ids and times again; without one they are new. */
  readonly seed?: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

const SEED_EPOCH = Date.UTC(2026, 0, 1);

/**
 * Fills in a sample's placeholders and writes it as a provider would, without spaces.
 * `{{id:ord}}` becomes an id, the same one wherever it stands; `{{time-2m}}` a moment before now.
 * @throws SyntaxError where the sample is not JSON
 */
export function fillSample(text: string, { seed, now }: FillOptions): Buffer {
  const source = seed ?? randomBytes(16).toString('hex');
  const base = seed === undefined ? now : SEED_EPOCH + (hash(seed).readUInt32BE(0) % 31_536_000) * 1000;
  const filled = text.replace(/\{\{(id|time)([^{}]*)\}\}/g, (whole, kind: string, rest: string) =>
    kind === 'id' ? idFor(rest.slice(1), source) : (momentFor(rest, base) ?? whole),
  );
  return Buffer.from(JSON.stringify(JSON.parse(filled)));
}

/** `evt_` and 24 hex digits; `li_a` and `li_b` are two ids with the prefix `li`. */
function idFor(label: string, source: string): string {
  const prefix = label.split('_')[0] as string;
  return `${prefix}_${hash(`${source}/${label}`).toString('hex').slice(0, 24)}`;
}

function momentFor(offset: string, base: number): string | undefined {
  const before = offset === '' ? 0 : parseDuration(offset.slice(1));
  return before === undefined ? undefined : new Date(base - before).toISOString();
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
