import path from 'node:path';
import { environmentError } from '../../core/errors.ts';
import type { ComposedSample } from '../../samples/compose.ts';
import { placeSample, type PlacedSample } from '../../samples/place-sample.ts';
import { projectSamples } from './find-sample.ts';
import type { Session } from './session.ts';

/** Which sample of the project it is. */
export interface SampleTarget {
  readonly provider: string;
  readonly type: string;
  readonly overwrite: boolean;
}

/**
 * Puts a sample into the project's folder.
 * @returns what became of it, the file named as from the project's root
 * @throws CliError (exit 3) where it cannot be written
 */
export async function storeSample(
  session: Session,
  sample: ComposedSample,
  target: SampleTarget,
): Promise<PlacedSample> {
  const root = projectSamples(session);
  try {
    const placed = await placeSample(sample, { root, ...target });
    return { ...placed, file: path.relative(session.project.root, placed.file) };
  } catch (error) {
    throw environmentError(
      `cannot write the sample: ${(error as Error).message}`,
      `Make ${root} a folder you may write to.`,
      error,
    );
  }
}
