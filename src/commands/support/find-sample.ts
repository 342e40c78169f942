import path from 'node:path';
import { closest } from '../../core/closest.ts';
import { usageError } from '../../core/errors.ts';
import { BUILT_IN_SAMPLES, listSamples, type Sample } from '../../samples/catalogue.ts';
import { sessionProvider, type Session } from './session.ts';

/** Which sample is meant. */
export interface SampleChoice {
  /** The only provider it may be of. */
  readonly provider?: string | undefined;
  /** Of a type that several providers have, the one of these is taken. */
  readonly likely: readonly string[];
}

/** The folder of the project's own samples. */
export function projectSamples({ project }: Session): string {
  return path.join(project.root, 'samples');
}

/** The folders samples are looked for in: the project's own come first. */
export function sampleRoots(session: Session): string[] {
  return [projectSamples(session), BUILT_IN_SAMPLES];
}

/** Whether a sample is the project's own. */
export function isOwn(session: Session, { root }: Sample): boolean {
  return root === projectSamples(session);
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
  const named = samples.filter(({ type }) => type === text);
  if (named.length === 0) throw unknown(text, samples);
  const own = named.filter(
    (sample) => isOwn(session, sample) && sessionProvider(session, sample.provider) !== undefined,
  );
  const matches = own.length > 0 ? own : named;
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
