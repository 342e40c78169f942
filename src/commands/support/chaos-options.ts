import { randomInt } from 'node:crypto';
import { CHAOS_EXAMPLE, parseChaos } from '../../core/chaos.ts';
import { usageError } from '../../core/errors.ts';
import type { Chaos } from './delivering.ts';
import { wholeNumber } from './selection-options.ts';

/** Drawn seeds are short: somebody may have to type one again. */
const MOST_DRAWN = 1_000_000;

/** Options of what goes wrong on purpose. */
export interface ChaosOptions {
  readonly chaos?: string;
  readonly seed?: string;
}

/**
 * Reads `--chaos` and `--seed`; without a seed one is drawn.
 * @returns null where nothing is to go wrong @throws CliError (exit 2)
 */
export function chaosFrom({ chaos, seed }: ChaosOptions): Chaos | null {
  if (chaos === undefined) return null;
  const spec = parseChaos(chaos);
  if (typeof spec === 'string') {
    throw usageError(`--chaos ${chaos}: ${spec}`, `For example: --chaos '${CHAOS_EXAMPLE}'`);
  }
  return { spec, seed: seed === undefined ? randomInt(MOST_DRAWN) : wholeNumber('--seed', seed, 0) };
}

/** What to say of it, so that the same faults can be had again. */
export function chaosNote({ seed }: Chaos, chaos: string): string {
  return `Chaos: ${chaos} with the seed ${seed}; the same faults again: --seed ${seed}`;
}
