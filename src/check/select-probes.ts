import { closest } from '../core/closest.ts';
import { CHECK_GROUPS } from '../core/check-result.ts';
import { usageError } from '../core/errors.ts';
import type { Probe } from './types.ts';

/** What `--only` and `--skip` say: ids, the first part of ids, or groups. */
export interface ProbeChoice {
  readonly only: readonly string[] | undefined;
  readonly skip: readonly string[] | undefined;
}

/**
 * The probes that are meant. The first one always runs: without a valid event that is accepted, no
 * other verdict would prove anything.
 * @throws CliError (exit 2) that names the closest ids
 */
export function selectProbes(probes: readonly Probe[], { only, skip }: ProbeChoice): Probe[] {
  for (const word of only ?? []) requireKnown('--only', word, probes);
  for (const word of skip ?? []) requireKnown('--skip', word, probes);
  return probes.filter(
    (probe, index) =>
      index === 0 ||
      ((only === undefined || only.some((word) => isMeant(probe, word))) &&
        !(skip ?? []).some((word) => isMeant(probe, word))),
  );
}

/** The probe with that id. @throws CliError (exit 2) that names the closest ids */
export function findProbe(option: string, id: string, probes: readonly Probe[]): Probe {
  const found = probes.find((probe) => probe.id === id) ?? probes.find((probe) => isMeant(probe, id));
  if (found !== undefined && !(CHECK_GROUPS as readonly string[]).includes(id)) return found;
  throw unknown(option, id, probes);
}

function isMeant({ id, group }: Probe, word: string): boolean {
  return word === id || word === group || word === id.split(':')[0];
}

function requireKnown(option: string, word: string, probes: readonly Probe[]): void {
  if (!probes.some((probe) => isMeant(probe, word))) throw unknown(option, word, probes);
}

function unknown(option: string, word: string, probes: readonly Probe[]) {
  const ids = probes.map(({ id }) => id);
  const groups = option === '--print' ? [] : CHECK_GROUPS.filter((group) => group !== word);
  const near = closest(word, [...ids, ...groups]);
  return usageError(
    `${option} ${word}: there is no such probe`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are: ${[...groups, ...ids].join(', ')}`,
  );
}
