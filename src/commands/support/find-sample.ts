import path from 'node:path';
import { closest } from '../../core/closest.ts';
import { usageError } from '../../core/errors.ts';
import { BUILT_IN_SAMPLES, listSamples, type Sample } from '../../samples/catalogue.ts';
import type { Session } from './session.ts';

/** The folders samples are looked for in: the project's own come first. */
export function sampleRoots(session: Session): string[] {
  return [path.join(session.project.root, 'samples'), BUILT_IN_SAMPLES];
}

/**
 * The sample of a type, which may be written `provider:type`.
 * @throws CliError (exit 2) that names the closest types
 */
export async function findSample(session: Session, text: string, provider?: string): Promise<Sample> {
  const samples = await listSamples(sampleRoots(session));
  const found = samples.find(
    (sample) =>
      `${sample.provider}:${sample.type}` === text ||
      (sample.type === text && (provider === undefined || sample.provider === provider)),
  );
  if (found !== undefined) return found;
  const near = closest(
    text,
    samples.map(({ type }) => type),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See them all: webhook-cli samples';
  throw usageError(`there is no sample of ${text}`, `${hint} Or send your own body with --data <file>.`);
}
