import { withOtherByte } from '../body-variants.ts';
import { MISTAKES } from '../mistakes.ts';
import {
  otherAlgorithm,
  repeated,
  signsBody,
  truncated,
  withoutSignatureHeader,
  withSignature,
} from '../spoil-shot.ts';
import type { Kit, Plan, Probe, Shot } from '../types.ts';
import { allRefused, send, skip } from '../verdicts.ts';

const COMMON = {
  group: 'refuses',
  expects: 'a 4xx status, best 401',
  judge: allRefused,
  alsoNames: [MISTAKES.verifiesNothing.mistake, MISTAKES.errorOnRefusal.mistake],
} as const;

const OPTIONAL = {
  why: 'Whoever leaves the signature out is in: the check only hurts those who send one.',
  fix: 'Refuse with 401 where the signature header is not there or empty, before anything else.',
  mistake: 'signature-optional',
} as const;

const UNRELATED = {
  why: 'A signature that was seen once, in a log or a proxy, would be good for any event from then on.',
  fix: 'Compute the signature over the raw body with the secret, and compare it with the one that was sent.',
  mistake: MISTAKES.verifiesNothing.mistake,
} as const;

/** A plan for schemes whose signature stands in a header. */
function inHeader(spoil: (shot: Shot, header: string) => Shot[], order: object = {}): Pick<Probe, 'plan'> {
  return {
    plan: (kit) => {
      const { header } = kit.provider.scheme;
      return header === null ? notInHeader(kit) : send(...spoil(kit.event(order), header));
    },
  };
}

function notInHeader({ provider }: Kit): Plan {
  return skip(`${provider.title} sends its signature in the body`);
}

function overBody(shots: (kit: Kit) => Shot[]): Pick<Probe, 'plan'> {
  return {
    plan: (kit) =>
      signsBody(kit.provider.scheme)
        ? send(...shots(kit))
        : skip(`${kit.provider.title} does not sign the body as a whole`),
  };
}

/** Signatures that must not be accepted. */
export const badSignatures: readonly Probe[] = [
  {
    ...COMMON,
    ...OPTIONAL,
    ...inHeader((shot, header) => [withoutSignatureHeader(shot, header)]),
    id: 'no-signature',
    proves: 'An event without a signature is refused.',
    sends: 'an event without the signature header',
  },
  {
    ...COMMON,
    ...OPTIONAL,
    ...inHeader((shot, header) => [withSignature(shot, header, () => '')]),
    id: 'empty-signature',
    proves: 'An event with an empty signature is refused.',
    sends: 'an event with an empty signature header',
  },
  {
    ...COMMON,
    id: 'wrong-secret',
    proves: 'An event signed with another secret is refused.',
    sends: 'an event signed with a secret that differs in one character',
    why: 'The secret is all that tells the provider from everybody else.',
    fix: 'Compute the signature with the secret of this endpoint, and refuse with 401 what does not match.',
    mistake: MISTAKES.verifiesNothing.mistake,
    plan: (kit) => send(kit.event({ secret: 'wrong' })),
  },
  {
    ...COMMON,
    ...UNRELATED,
    ...overBody((kit) => [changed(kit.event())]),
    id: 'changed-body',
    proves: 'An event whose body was changed by one byte is refused.',
    sends: 'an event with one byte changed after signing',
  },
  {
    ...COMMON,
    ...inHeader((shot, header) => [withSignature(shot, header, truncated)]),
    id: 'truncated-signature',
    proves: 'The first half of a right signature is refused.',
    sends: 'an event with its signature cut to half its length',
    why: 'What is compared up to the shorter length accepts one character, which is soon guessed.',
    fix: 'Compare the whole signature: refuse another length first, then compare in constant time.',
    mistake: 'compares-a-part',
  },
  {
    ...COMMON,
    ...UNRELATED,
    ...overBody((kit) => [{ ...kit.event({ story: 'other' }), body: kit.event().body }]),
    id: 'other-body',
    proves: 'The signature of another event is refused.',
    sends: 'an event with the signature of another one',
  },
  {
    ...COMMON,
    id: 'other-algorithm',
    proves: 'A signature by another algorithm is refused.',
    sends: 'an event signed with the right secret by another hash',
    why: 'A receiver that lets the sender choose the algorithm lets him choose the weakest.',
    fix: 'Compute the one algorithm the provider uses; never read its name from the request.',
    mistake: 'any-algorithm',
    plan: (kit) => {
      const scheme = otherAlgorithm(kit.provider.scheme);
      return scheme === undefined ? skip(`${kit.provider.title} uses no HMAC`) : send(kit.event({ scheme }));
    },
  },
  {
    ...COMMON,
    id: 'repeated-signature',
    proves: 'A signature header sent twice, once with a bad one, is refused.',
    sends: 'two events with a bad and the right signature header, in either order',
    why: 'A proxy may check one of the two and the app the other. One header is what the provider sends.',
    fix: 'Read all values of the header, and refuse with 401 where there is not exactly one.',
    mistake: 'reads-one-of-several',
    plan: repeatedPlan,
  },
];

function changed(shot: Shot): Shot {
  return { ...shot, body: withOtherByte(shot.body) };
}

function repeatedPlan(kit: Kit): Plan {
  const { scheme, title } = kit.provider;
  if (scheme.header === null) return notInHeader(kit);
  if (scheme.kind === 'header' && scheme.format.kind === 'list') {
    return skip(`the header of ${title} may hold several signatures, of which one must match`);
  }
  const [one, other] = [kit.event(), kit.event({ story: 'other' })];
  return send(repeated(one, scheme.header, 'bad-first'), repeated(other, scheme.header, 'bad-last'));
}
