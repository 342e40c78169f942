import path from 'node:path';
import { closest } from '../../core/closest.ts';
import { usageError } from '../../core/errors.ts';
import { BUILT_IN_SAMPLES, listSamples, type Sample } from '../../samples/catalogue.ts';
import type { Session } from './session.ts';

/** Which sample is meant. */
export interface SampleChoice {
  /** The only provider it may be of. */
  readonly provider?: string | undefined;
  /** Of a type that several providers have, the one of these is taken. */
  readonly likely: readonly string[];
}

/** The folders samples are looked for in: the project's own come first. */
export function sampleRoots(session: Session): string[] {
  return [path.join(session.project.root, 'samples'), BUILT_IN_SAMPLES];
}

/**
 * The sample of a type, which may be written `provider:type`.
 * @throws CliError (exit 2) that names the closest types, or the providers where several have it
 */
export async function findSample(session: Session, text: string, choice: SampleChoice): Promise<Sample> {
  const all = await listSamples(sampleRoots(session));
  const { provider } = choice;
  const samples = provider === undefined ? all : all.filter((sample) => sample.provider === provider);
  const exact = samples.find((sample) => fullName(sample) === text);
  if (exact !== undefined) return exact;
  const matches = samples.filter(({ type }) => type === text);
  if (matches.length === 0) throw unknown(text, samples);
  const likely = matches.filter((sample) => choice.likely.includes(sample.provider));
  const [found, other] = matches.length === 1 ? matches : likely;
  if (found === undefined || other !== undefined) throw ambiguous(text, matches);
  return found;
}

function fullName({ provider, type }: Sample): string {
  return `${provider}:${type}`;
}

function unknown(text: string, samples: readonly Sample[]) {
  const names = new Set(text.includes(':') ? samples.map(fullName) : samples.map(({ type }) => type));
  const near = closest(text, [...names]);
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See them all: webhook-cli samples';
  return usageError(`there is no sample of ${text}`, `${hint} Or send your own body with --data <file>.`);
}

function ambiguous(text: string, matches: readonly Sample[]) {
  return usageError(
    `${text} is a type of ${matches.map(({ provider }) => provider).join(', ')}`,
    `Say which one: ${matches.map(fullName).join(', ')}`,
  );
}
