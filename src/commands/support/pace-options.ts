import { usageError } from '../../core/errors.ts';
import { parseRate, parseTiming, type Timing } from '../../core/pace.ts';
import { wholeNumber } from './selection-options.ts';

/** Options of commands that send many. */
export interface PaceOptions {
  readonly concurrency?: string;
  readonly rate?: string;
  readonly timing?: string;
}

/** {@link PaceOptions}, read. */
export interface Pace {
  readonly timing: Timing;
  readonly concurrency: number;
  /** The least time between two starts, in ms. */
  readonly intervalMs: number;
}

/** More connections at a time than this no forwarder opens. */
const MOST_AT_ONCE = 64;

/** Reads the options that say when what is sent. @throws CliError (exit 2) naming the option */
export function paceFrom({ concurrency, rate, timing }: PaceOptions): Pace {
  const spread = timing === undefined ? { kind: 'none' as const } : parseTiming(timing);
  if (spread === undefined) {
    throw usageError(`--timing ${timing}: not known`, 'Use original, burst, or how much faster: 10x.');
  }
  const intervalMs = rate === undefined ? 0 : parseRate(rate);
  if (intervalMs === undefined) throw usageError(`--rate ${rate}: not a rate`, 'For example: 5/s, 30/m.');
  const usual = spread.kind === 'burst' ? MOST_AT_ONCE : 1;
  return { timing: spread, intervalMs, concurrency: concurrencyFrom(concurrency, usual) };
}

function concurrencyFrom(text: string | undefined, usual: number): number {
  const wanted = text === undefined ? usual : wholeNumber('--concurrency', text, 1);
  if (wanted <= MOST_AT_ONCE) return wanted;
  throw usageError(`--concurrency ${text}: too many`, `At most ${MOST_AT_ONCE} are sent at a time.`);
}
