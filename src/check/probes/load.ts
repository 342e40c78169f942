import type { Probe } from '../types.ts';
import { allAccepted, send } from '../verdicts.ts';

const BURST = 50;
const SLOWLY_MS = 1200;

/** Many events at once, and one that takes its time. */
export const load: readonly Probe[] = [
  {
    group: 'behaves',
    id: 'burst',
    proves: `${BURST} events at the same moment are all accepted.`,
    sends: `${BURST} different valid events at the same moment`,
    expects: 'a 2xx status for each',
    why: 'A sale, an import or the end of an outage sends hundreds at once, and what is refused comes again.',
    fix: 'Store the event and answer, and do the work afterwards; let connections wait for the database instead of failing.',
    mistake: 'fails-under-load',
    plan: (kit) => ({
      kind: 'send',
      shots: Array.from({ length: BURST }, () => kit.event()),
      together: true,
    }),
    judge: allAccepted,
  },
  {
    group: 'behaves',
    id: 'slow-sender',
    proves: 'A body that comes in pieces is accepted.',
    sends: 'a valid event, its body in pieces over 1.2 s',
    expects: 'a 2xx status',
    why: 'Bodies come in several packets. A handler that takes the first one for all of it works on one machine only.',
    fix: 'Read the body to its end before it is verified; raise a time limit on reading it that is shorter than a few seconds.',
    mistake: 'reads-a-part',
    plan: (kit) => send({ ...kit.event(), slowlyMs: SLOWLY_MS }),
    judge: allAccepted,
  },
];
