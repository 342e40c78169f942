import { withField, withParameter } from '../body-variants.ts';
import { withContentType, withNames } from '../spoil-shot.ts';
import type { Kit, Probe } from '../types.ts';
import { allAccepted, send, skip } from '../verdicts.ts';

const COMMON = { group: 'accepts', expects: 'a 2xx status', judge: allAccepted } as const;
const MEGABYTE = 1024 * 1024;

/** A timestamp this far inside of the tolerance is not out of it when it arrives. */
const MARGIN_MS = 10_000;

const NAMES = {
  why: 'Header names have no case (RFC 9110). Proxies, tunnels and HTTP/2 write them in lower case, providers as they like.',
  fix: 'The signature header is looked up by its exact case. Look it up without case: most frameworks have a function for it, or give the names in lower case.',
  mistake: 'header-names-by-case',
} as const;

/** Requests a provider may send one day, and proxies make of those it sends. */
export const oddRequests: readonly Probe[] = [
  {
    ...COMMON,
    id: 'unknown-fields',
    proves: 'An event with fields it does not know is accepted.',
    sends: 'a valid event with one field more',
    why: 'Providers add fields without notice. A strict schema turns every event into an error that day.',
    fix: 'Ignore fields you do not know: let the schema of the event pass what it does not name.',
    mistake: 'fails-on-unknown-fields',
    plan: (kit) => send(kit.event({ alter: field(kit, 'check_unknown', '1') })),
  },
  {
    ...COMMON,
    ...NAMES,
    id: 'lower-case-headers',
    proves: 'Header names in lower case are understood.',
    sends: 'a valid event, header names in lower case',
    plan: (kit) => send(withNames(kit.event(), (name) => name.toLowerCase())),
  },
  {
    ...COMMON,
    ...NAMES,
    id: 'upper-case-headers',
    proves: 'Header names in upper case are understood.',
    sends: 'a valid event, header names in upper case',
    plan: (kit) => send(withNames(kit.event(), (name) => name.toUpperCase())),
  },
  {
    ...COMMON,
    id: 'charset',
    proves: 'A content type with a charset is understood.',
    sends: 'a valid event with ; charset=UTF-8 behind the content type',
    why: 'Half of the providers name the charset. Compared as a whole, the content type is another one then.',
    fix: 'Read the content type up to the semicolon, or do not look at it: the signature says who sent it.',
    mistake: 'content-type-compared-whole',
    plan: (kit) => send(withContentType(kit.event(), `${contentType(kit)}; charset=UTF-8`)),
  },
  {
    ...COMMON,
    id: 'large-body',
    proves: 'A body of 1 MB is accepted.',
    sends: 'a valid event of 1 MB',
    why: 'Events with many lines are large, and the default limit of many frameworks is 100 kB.',
    fix: "Raise the limit of the body on this route: express.raw({ limit: '5mb' }), bodyLimit in Fastify, client_max_body_size in nginx.",
    mistake: 'small-body-limit',
    plan: (kit) => send(kit.event({ alter: field(kit, 'check_padding', 'x'.repeat(MEGABYTE)) })),
  },
  {
    ...COMMON,
    id: 'timestamp-edge',
    proves: 'An event almost as old as the provider allows is accepted.',
    sends: 'a valid event signed so long ago that it is just not too old',
    why: 'Queues, tunnels and clocks that are slightly off cost time. A tolerance of seconds loses events.',
    fix: 'Allow the tolerance the provider documents, and compare in the unit it sends: seconds are not milliseconds.',
    mistake: 'tolerance-too-small',
    plan: (kit) => {
      const seconds = kit.provider.scheme.timestamp?.toleranceSeconds ?? 0;
      if (seconds === 0) return skip(`${kit.provider.title} signs no time, or lets it be of any age`);
      const age = Math.max(seconds * 1000 - MARGIN_MS, seconds * 500);
      return send(kit.event({ at: -age }));
    },
  },
];

function field({ kind }: Kit, name: string, value: string): (body: Buffer) => Buffer {
  return kind === 'form' ? withParameter(name, value) : withField(name, JSON.stringify(value));
}

function contentType({ kind }: Kit): string {
  return kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
}
