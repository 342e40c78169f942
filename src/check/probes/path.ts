import type { Finding, Kit, Plan, Probe, Seen } from '../types.ts';
import { skip } from '../verdicts.ts';

const DAY_MS = 86_400_000;
const RENEW_DAYS = 14;
const HERE = 'the target is on this machine';

/** The way to a receiver that is not on this machine. */
export const path: readonly Probe[] = [
  {
    group: 'path',
    id: 'https',
    proves: 'The receiver is reached by HTTPS.',
    sends: 'nothing: the address says it',
    expects: 'an https:// address',
    why: 'Over HTTP everybody on the way reads and changes events. Most providers refuse such an address.',
    fix: 'Put a certificate in front of it, and register the https:// address.',
    mistake: 'no-https',
    stands: true,
    plan: ({ target }: Kit): Plan => (target.isRemote ? { kind: 'certificate' } : skip(HERE)),
    judge: ({ certificate }: Seen): Finding =>
      certificate === null
        ? { outcome: 'fail', found: 'the address is http://' }
        : { outcome: 'pass', found: 'it is https://' },
  },
  {
    group: 'path',
    id: 'certificate',
    proves: 'Its certificate is trusted, names the host, and is valid for a while.',
    sends: 'nothing: it opens a connection and reads the certificate',
    expects: `a trusted certificate, valid for ${RENEW_DAYS} days at least`,
    why: 'No provider sends to a certificate it does not trust, and none tells you on the day it ends.',
    fix: 'Use a certificate of a public authority, with the whole chain, and renew it by itself.',
    mistake: 'bad-certificate',
    stands: true,
    plan: ({ target }: Kit): Plan =>
      target.isSecure ? { kind: 'certificate' } : skip('there is no certificate'),
    judge: certificateFinding,
  },
];

function certificateFinding({ certificate, now }: Seen): Finding {
  if (certificate === null) return { outcome: 'fail', found: 'no certificate could be read' };
  if (certificate.problem !== null) return { outcome: 'fail', found: certificate.problem };
  const days = Math.floor((certificate.validTo - now) / DAY_MS);
  const found = `trusted, valid for ${days} days`;
  return { outcome: days < RENEW_DAYS ? 'warn' : 'pass', found };
}
