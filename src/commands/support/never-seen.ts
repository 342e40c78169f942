import { readListenState } from '../../config/listen-state.ts';
import { matchesAnyGlob } from '../../core/glob.ts';
import type { EventStore } from '../../core/ports.ts';
import type { Selection } from '../../core/selection.ts';
import type { KnownType } from '../../render/stats-page.ts';
import { identify } from '../../providers/identify.ts';
import { listSamples, type Sample } from '../../samples/catalogue.ts';
import { createFill } from '../../samples/placeholders.ts';
import { sampleRequest } from '../../samples/sample-request.ts';
import { likelyProviders } from './endpoint-choice.ts';
import { sampleRoots } from './find-sample.ts';
import { sessionProvider, type Session } from './session.ts';

/** Where to look for what never came. */
export interface NeverSeenOptions {
  readonly store: EventStore | undefined;
  readonly selection: Selection;
  /** Providers of the events that did come. */
  readonly seenProviders: readonly string[];
}

/**
 * The types the selected endpoints' providers could send, by their samples, that are nowhere in the
 * log. Of the selection only type, provider and endpoint count: "never" knows no dates.
 */
export async function neverSeen(session: Session, options: NeverSeenOptions): Promise<KnownType[]> {
  const { store, selection } = options;
  const { types, endpoint } = selection;
  const providers = await expectedProviders(session, options);
  const samples = await listSamples(sampleRoots(session));
  const expected = samples.filter(({ provider }) => providers.includes(provider));
  const recognised = await Promise.all(expected.map((sample) => isRecognised(session, sample)));
  return expected
    .filter((_, index) => recognised[index])
    .filter(({ type }) => types === undefined || matchesAnyGlob(types, type))
    .filter(({ provider, type }) => {
      const wanted = { provider, types: [type], limit: 1, ...(endpoint === undefined ? {} : { endpoint }) };
      return store === undefined || store.select(wanted, 'newest').next().done === true;
    })
    .map(({ provider, type }) => ({ provider, type }));
}

/**
 * Whether the log would show the type: a sample may be saved under any name, and the log has the
 * event's own. A form says nothing where JSON would say it.
 */
async function isRecognised(session: Session, sample: Sample): Promise<boolean> {
  const { kind, type } = sample;
  const provider = sessionProvider(session, sample.provider);
  if (provider === undefined || provider.eventType === null) return false;
  // `trigger` says it in that header, whatever the body holds.
  if (kind !== 'captured' && provider.eventType.kind === 'header') return true;
  if (kind === 'form') return false;
  const request = await sampleRequest(sample, createFill({ seed: '0', now: 0 })).catch(() => undefined);
  return request !== undefined && identify(provider, request).type === type;
}

/** Without settings or a listener only the log tells which providers are meant. */
async function expectedProviders(
  session: Session,
  { selection, seenProviders }: NeverSeenOptions,
): Promise<readonly string[]> {
  const listener = await readListenState(session.project);
  const isSetUp = session.settings.endpoints !== undefined || listener !== undefined;
  const expected =
    isSetUp || seenProviders.length === 0
      ? await likelyProviders(session, selection.endpoint)
      : seenProviders;
  if (selection.provider === undefined) return expected;
  return isSetUp ? expected.filter((name) => name === selection.provider) : [selection.provider];
}
