import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext, Output } from '../core/io.ts';
import { bodyView } from '../render/body-view.ts';
import { bodyJson, jsonDocument, utf8Text } from '../render/json.ts';
import { listSamples, type Sample } from '../samples/catalogue.ts';
import { createFill } from '../samples/placeholders.ts';
import { sampleRequest } from '../samples/sample-request.ts';
import { likelyProviders } from './support/endpoint-choice.ts';
import { findSample, isOwn, sampleRoots } from './support/find-sample.ts';
import { openSession, type Session } from './support/session.ts';

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
    const sample = await findSample(session, type, { provider, likely });
    const { body } = await sampleRequest(sample, createFill({ seed, now: now() }));
    writeBody(stdout, body, session.json);
    return EXIT.done;
  }
  const samples = (await listSamples(sampleRoots(session))).filter(
    (sample) => provider === undefined || sample.provider === provider,
  );
  if (session.json) stdout.write(jsonDocument(samples.map((sample) => sampleJson(session, sample))));
  else writeList(session, samples);
  return EXIT.done;
}

function sampleJson(session: Session, sample: Sample): Record<string, string> {
  const { provider, type, file } = sample;
  return { provider, type, from: isOwn(session, sample) ? 'project' : 'built-in', file };
}

function writeList(session: Session, samples: readonly Sample[]): void {
  const { stdout } = session.io;
  const hasOwn = samples.some((sample) => isOwn(session, sample));
  const width = Math.max(0, ...samples.map(({ provider }) => provider.length));
  const typeWidth = hasOwn ? Math.max(0, ...samples.map(({ type }) => type.length)) : 0;
  for (const sample of samples) {
    const from = hasOwn ? `  ${isOwn(session, sample) ? 'project' : 'built-in'}` : '';
    stdout.write(`${sample.provider.padEnd(width)}  ${sample.type.padEnd(typeWidth)}${from}\n`);
  }
}

/** JSON is indented for people; anything else goes out as it is, but not into a terminal. */
function writeBody(stdout: Output, body: Buffer, isJson: boolean): void {
  const value = jsonValue(body);
  if (value !== undefined) stdout.write(jsonDocument(value.json));
  else if (isJson) stdout.write(jsonDocument(bodyJson(body)));
  else if (stdout.isTty) stdout.write(`${bodyView(body)}\n`);
  else stdout.write(body);
}

function jsonValue(body: Buffer): { json: unknown } | undefined {
  try {
    const text = utf8Text(body);
    return text === undefined ? undefined : { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
