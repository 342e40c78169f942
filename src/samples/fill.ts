import { usageError } from '../core/errors.ts';
import type { Fill } from './placeholders.ts';

/**
 * Fills in a sample's placeholders and writes it as a provider would, without spaces.
 * @throws CliError (exit 2) where the sample is not JSON
 */
export function fillSample(text: string, fill: Fill): Buffer {
  const filled = fill(text);
  try {
    return Buffer.from(JSON.stringify(JSON.parse(filled)));
  } catch (error) {
    throw usageError(
      `the sample is not JSON: ${(error as Error).message}`,
      'Correct the file of the sample.',
    );
  }
}
