import { MISTAKES } from '../mistakes.ts';
import { withTimestampOf } from '../spoil-shot.ts';
import type { Kit, Plan, Probe } from '../types.ts';
import { allRefused, judgeRefusals, send, skip } from '../verdicts.ts';

const COMMON = {
  group: 'refuses',
  expects: 'a 4xx status, best 401',
  judge: allRefused,
  alsoNames: [MISTAKES.verifiesNothing.mistake, MISTAKES.errorOnRefusal.mistake],
} as const;

/** So far out of the tolerance that no clock is to blame. */
const BEYOND_MS = 60_000;

const NOT_CHECKED = {
  why: 'Whoever recorded a request can send it again, for ever: the signature stays right.',
  fix: 'The timestamp is not checked. After the signature matched, refuse with 401 an event whose signed timestamp is further from now than the provider allows; a timestamp that is no number is too far.',
  mistake: 'no-timestamp-check',
} as const;

/** Times that must not be accepted, and a body that is not what it says. */
export const badTimes: readonly Probe[] = [
  {
    ...COMMON,
    ...NOT_CHECKED,
    id: 'stale-timestamp',
    proves: 'A rightly signed event that is too old is refused.',
    sends: 'an event signed a minute longer ago than the tolerance',
    plan: (kit) => outside(kit, -1),
  },
  {
    ...COMMON,
    ...NOT_CHECKED,
    id: 'future-timestamp',
    proves: 'A rightly signed event from the future is refused.',
    sends: 'an event signed a minute further ahead than the tolerance',
    plan: (kit) =>
      kit.provider.scheme.timestamp?.future === true
        ? outside(kit, 1)
        : skip(`${kit.provider.title} asks for no check of times ahead`),
  },
  {
    ...COMMON,
    id: 'changed-timestamp',
    proves: 'A timestamp changed after signing is refused.',
    sends: 'an event with the timestamp of a moment later and the signature kept',
    why: 'A timestamp that is not signed protects nothing: an old event gets a new one.',
    fix: 'Compute the signature over the timestamp as well, exactly as it stands in the header.',
    mistake: 'timestamp-not-signed',
    plan: changedTimestamp,
  },
  {
    ...COMMON,
    alsoNames: ['error-on-bad-json'],
    id: 'not-json',
    proves: 'A signed body that is not JSON is refused.',
    sends: 'a rightly signed body that breaks off in the middle of its JSON',
    why: 'It can never be handled. Answered 2xx it is lost without a trace, answered 5xx it comes again for days.',
    fix: 'Parse the body inside of a try, after the signature matched, and answer 400 where it is no JSON.',
    mistake: 'body-not-checked',
    judge: (seen) =>
      judgeRefusals(seen, {
        mistake: 'error-on-bad-json',
        fix: 'It answers JSON that cannot be parsed with a server error. Parse it inside of a try, and answer 400.',
      }),
    plan: notJson,
  },
];

function outside(kit: Kit, direction: 1 | -1): Plan {
  const { scheme, title } = kit.provider;
  const seconds = scheme.timestamp?.toleranceSeconds ?? 0;
  if (seconds === 0) return skip(`${title} signs no time, or lets it be of any age`);
  return send(kit.event({ at: direction * (seconds * 1000 + BEYOND_MS) }));
}

function changedTimestamp(kit: Kit): Plan {
  const { scheme, title } = kit.provider;
  const shot = withTimestampOf(scheme, kit.event({ at: -20_000 }), kit.event());
  return shot === undefined ? skip(`${title} signs no time beside the body`) : send(shot);
}

function notJson(kit: Kit): Plan {
  const { scheme, title } = kit.provider;
  if (kit.kind === 'form') return skip(`${title} sends forms`);
  if (scheme.kind === 'special' || scheme.timestamp?.from.kind === 'json')
    return skip(`${title} cannot sign what is not JSON`);
  return send(kit.event({ alter: (body) => body.subarray(0, Math.floor(body.length / 2)) }));
}
