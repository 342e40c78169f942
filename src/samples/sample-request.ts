import { readSample, type Sample } from './catalogue.ts';
import { readEnvelope, type SampleRequest } from './captured.ts';
import { fillSample } from './fill.ts';
import type { Fill } from './placeholders.ts';

/**
 * A sample with its placeholders filled in. The body of a form is the JSON its file holds, so that a
 * path leads to a field.
 * @throws CliError (exit 2) where its file cannot be read as one
 */
export async function sampleRequest(sample: Sample, fill: Fill): Promise<SampleRequest> {
  const text = await readSample(sample);
  if (sample.kind === 'captured') return readEnvelope(text, fill);
  return { headers: [], body: fillSample(text, fill) };
}
