import { headerValue } from '../../core/headers.ts';
import type { HeaderScheme } from '../../core/scheme.ts';
import { lastDigest, otherCharacter, withSignature } from '../spoil-shot.ts';
import type { Finding, Kit, Plan, Probe, Seen, Shot, TimedPair } from '../types.ts';
import { notProven, skip } from '../verdicts.ts';

/** A header this long passes every server we know; the more signatures in it, the larger the difference. */
const MOST_BYTES = 12_000;

/** Whether a signature that is nearly right takes longer to refuse. */
export const constantTime: Probe = {
  group: 'behaves',
  id: 'constant-time',
  proves: 'A signature that is nearly right takes no longer to refuse than one that is all wrong.',
  sends: 'thousands of events with a bad signature, wrong in the first or in the last characters',
  expects: 'the same time for both, as far as that can be measured',
  why: 'A comparison that ends at the first wrong character tells how many were right, and the signature is found one by one.',
  fix: 'The signature is compared with === (or ==, or a loop that ends early). Compare in constant time: crypto.timingSafeEqual after a check of the length, hmac.compare_digest, hash_equals.',
  mistake: 'early-exit-compare',
  plan,
  judge,
};

function plan(kit: Kit): Plan {
  const { scheme, title } = kit.provider;
  if (scheme.kind === 'special' || !/^(hmac|sha|none)/.test(scheme.algorithm))
    return skip(`${title} uses no shared secret that could be guessed`);
  const single = pair(scheme, kit, 1);
  const candidates = candidatesIn(scheme, kit.event());
  return { kind: 'compare', pairs: candidates > 1 ? [pair(scheme, kit, candidates), single] : [single] };
}

function pair(scheme: HeaderScheme, kit: Kit, candidates: number): TimedPair {
  const wrong = (shot: Shot, which: 'first' | 'last'): Shot =>
    withSignature(shot, scheme.header, (value) => many(scheme, otherCharacter(value, which), candidates));
  // Nobody reads the body of a refused event: a small one costs less time, and less noise.
  const small = kit.event({ alter: (body) => (kit.kind === 'form' ? body : Buffer.from('{}')) });
  const shot = kit.event();
  const nearly = wrong(shot, 'last');
  const right = lastDigest(headerValue(shot.headers, scheme.header) ?? '');
  const control = withSignature(nearly, scheme.header, (value) => `${value.slice(0, -right.length)}${right}`);
  return {
    near: wrong(small, 'last'),
    far: wrong(small, 'first'),
    candidates,
    control: candidates > 1 ? control : null,
  };
}

/** Where a header may hold several signatures, each is compared: as many as fit make the difference plain. */
function candidatesIn({ format, header }: HeaderScheme, { headers }: Shot): number {
  if (format.kind !== 'list') return 1;
  const digest = lastDigest(headerValue(headers, header) ?? '');
  const entry = `${format.key}${format.assign}${digest}${format.separator}`;
  return Math.max(1, Math.floor(MOST_BYTES / entry.length));
}

function many({ format }: HeaderScheme, value: string, candidates: number): string {
  if (format.kind !== 'list') return value;
  const entry = `${format.separator}${format.key}${format.assign}${lastDigest(value)}`;
  return `${value}${entry.repeat(candidates - 1)}`;
}

function judge(seen: Seen): Finding {
  const { timing, baseline } = seen;
  if (!baseline.accepts) return notProven(seen);
  if (timing === null) return { outcome: 'skip', found: 'not measured' };
  const { candidates, pairs } = timing;
  const of = candidates === 1 ? '' : ` (for ${candidates} signatures in one header)`;
  if (!timing.isConfirmed) {
    const found = `no difference above ${micro(timing.floorUs)} in ${pairs} pairs${of}; a smaller one cannot be seen from here`;
    return { outcome: 'pass', found };
  }
  const sure = Math.min(timing.confidence, 0.9999) * 100;
  const found = `a signature that is nearly right takes ${micro(timing.differenceUs)} longer${of}, measured twice in ${pairs} pairs; confidence above ${Math.floor(sure * 100) / 100} %`;
  return { outcome: 'warn', found };
}

function micro(us: number): string {
  return `${us < 10 ? us.toFixed(1) : Math.round(us)} µs`;
}
