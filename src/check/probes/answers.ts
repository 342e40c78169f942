import { findLeak } from '../leaks.ts';
import { truncated, withoutSignatureHeader, withSignature } from '../spoil-shot.ts';
import type { Finding, Kit, Plan, Probe, Seen } from '../types.ts';
import { allAccepted, answerWords, send } from '../verdicts.ts';

/** What answers give away, and whether there still is one. */
export const noLeaks: Probe = {
  group: 'behaves',
  id: 'no-leaks',
  proves: 'No answer holds the secret, an expected signature or a stack trace.',
  sends: 'three events with bad signatures; every answer of the run is read',
  expects: 'answers that say no more than that it was refused',
  why: 'An answer that holds the expected signature signs anything for anybody; a stack trace tells what to attack.',
  fix: 'Answer with a status and no details, and keep what was expected, and why, in your log (there, too, never the secret).',
  mistake: 'leaks',
  stands: true,
  plan: badOnes,
  judge: leaks,
};

/** The last one. */
export const stillAlive: Probe = {
  group: 'behaves',
  id: 'still-alive',
  proves: 'After all of this it still answers as at the start.',
  sends: 'a valid event, last of all',
  expects: 'what the first valid event got',
  why: 'A single request that ends the process, or blocks it, is an outage anybody can cause.',
  fix: 'Some request of this run ended or blocked the receiver. Its log says which; --only and --skip narrow it down.',
  mistake: 'dies',
  stands: true,
  plan: (kit) => send(kit.event()),
  judge: alive,
};

function badOnes(kit: Kit): Plan {
  const { header } = kit.provider.scheme;
  const wrong = kit.event({ secret: 'wrong' });
  if (header === null) return send(wrong);
  const shot = kit.event();
  return send(wrong, withSignature(shot, header, truncated), withoutSignatureHeader(shot, header));
}

function leaks({ log, secrets, expected }: Seen): Finding {
  const leak = log
    .map((one) => findLeak(one, { secrets, expected: expected(one.shot) }))
    .find((found) => found !== undefined);
  return leak === undefined
    ? { outcome: 'pass', found: `nothing in ${log.length} answers` }
    : { outcome: 'fail', found: leak };
}

function alive(seen: Seen): Finding {
  const [last] = seen.answers;
  if (seen.baseline.accepts) {
    const { outcome, found } = allAccepted(seen);
    return { outcome, found };
  }
  return last?.result.kind === 'answered'
    ? { outcome: 'pass', found: answerWords(last) }
    : { outcome: 'fail', found: last === undefined ? 'nothing was sent' : answerWords(last) };
}
