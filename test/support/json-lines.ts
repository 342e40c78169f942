import type { Finished } from './cli.ts';

/** Every line of a stream of JSON. */
export function jsonLines({ stdout }: Pick<Finished, 'stdout'>): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
