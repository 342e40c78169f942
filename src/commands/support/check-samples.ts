import type { Provider } from '../../core/provider.ts';
import type { Io } from '../../core/io.ts';
import { identify } from '../../providers/identify.ts';
import { listSamples, readSample, type Sample, type SampleKind } from '../../samples/catalogue.ts';
import { sampleRoots } from './find-sample.ts';
import { readData } from './read-data.ts';
import type { Session } from './session.ts';

/** A sample with its text. */
export interface CheckSample extends Pick<Sample, 'type'> {
  /** A captured sample is left out: its bytes and headers are one request's, and no probe may change them. */
  readonly kind: Exclude<SampleKind, 'captured'>;
  readonly text: string;
  /** Of another provider: its type and id are put where this one has them. */
  readonly isBorrowed: boolean;
  /** The user's own body: no placeholder is filled in. */
  readonly isExact: boolean;
}

/**
 * The events a receiver of a provider is checked with: the user's own one, or every sample there is
 * of it, or an order of the store where there is none.
 * @throws CliError (exit 2) for a file that cannot be read
 */
export async function checkSamples(
  session: Session,
  { provider, data }: { provider: Provider; data: string | undefined },
): Promise<readonly [CheckSample, ...CheckSample[]]> {
  if (data !== undefined) return [await ownSample(session.io, provider, data)];
  const all = (await listSamples(sampleRoots(session))).filter(isPlain);
  const own = all.filter((sample) => sample.provider === provider.name);
  const wanted = own.length > 0 ? own : all.filter(isBorrowable);
  const samples = await Promise.all(
    byUse(wanted).map(async (sample) => ({
      type: sample.type,
      kind: sample.kind,
      text: await readSample(sample),
      isBorrowed: sample.provider !== provider.name,
      isExact: false,
    })),
  );
  return samples as [CheckSample, ...CheckSample[]];
}

async function ownSample(io: Io, provider: Provider, data: string): Promise<CheckSample> {
  const body = await readData(io, data);
  const type = identify(provider, { headers: [], body }).type ?? 'event';
  return { type, kind: 'json', text: body.toString('utf8'), isBorrowed: false, isExact: true };
}

type PlainSample = Sample & Pick<CheckSample, 'kind'>;

function isPlain(sample: Sample): sample is PlainSample {
  return sample.kind !== 'captured';
}

function isBorrowable({ provider, type }: Sample): boolean {
  return provider === 'store' && type === 'order.created';
}

/** First what creates something, an order best: repeating that is what does harm. */
function byUse(samples: readonly PlainSample[]): PlainSample[] {
  const rank = ({ type, kind }: PlainSample): number => {
    if (kind === 'form') return 3;
    if (/^orders?[./_]?creat/i.test(type)) return 0;
    return /creat|opened|push|paid|completed/i.test(type) ? 1 : 2;
  };
  return samples.toSorted((a, b) => rank(a) - rank(b));
}
