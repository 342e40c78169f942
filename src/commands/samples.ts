import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonDocument } from '../render/json.ts';
import { listSamples, readSample } from '../samples/catalogue.ts';
import { fillSample } from '../samples/fill.ts';
import { createFill } from '../samples/placeholders.ts';
import { likelyProviders } from './support/endpoint-choice.ts';
import { findSample, sampleRoots } from './support/find-sample.ts';
import { openSession } from './support/session.ts';

export interface SamplesOptions {
  readonly provider?: string;
  readonly seed?: string;
}

/** `samples`: the event types there are, or the payload of one. */
export async function run(context: CommandContext<SamplesOptions>, type?: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { stdout, now } = session.io;
  const { provider, seed } = context.options;
  if (type !== undefined) {
    const likely = await likelyProviders(session);
    const text = await readSample(await findSample(session, type, { provider, likely }));
    const body = fillSample(text, createFill({ seed, now: now() }));
    stdout.write(jsonDocument(JSON.parse(body.toString('utf8'))));
    return EXIT.done;
  }
  const samples = (await listSamples(sampleRoots(session))).filter(
    (sample) => provider === undefined || sample.provider === provider,
  );
  if (session.json)
    stdout.write(jsonDocument(samples.map((sample) => ({ provider: sample.provider, type: sample.type }))));
  else {
    const width = Math.max(0, ...samples.map((sample) => sample.provider.length));
    for (const sample of samples) stdout.write(`${sample.provider.padEnd(width)}  ${sample.type}\n`);
  }
  return EXIT.done;
}
