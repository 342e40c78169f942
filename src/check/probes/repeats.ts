import type { Finding, Kit, Plan, Probe, Seen } from '../types.ts';
import { allAccepted, send, skip } from '../verdicts.ts';

const COMMON = {
  group: 'behaves',
  expects: 'a 2xx status each time, and the work done once (--count-url or --count-command)',
  counts: true,
} as const;

const NOT_IDEMPOTENT = {
  fix: 'It handles an event again that it has handled. Store the id of each event under a unique key, in the transaction that does the work, and answer 2xx without doing anything where it is there already.',
  mistake: 'not-idempotent',
} as const;

/** The same event again, and events in another order. */
export const repeats: readonly Probe[] = [
  {
    ...COMMON,
    ...NOT_IDEMPOTENT,
    id: 'same-event-twice',
    proves: 'An event that comes a second time is accepted, and handled once.',
    sends: 'the same valid event twice, one after the other',
    why: 'Every provider sends an event again when it did not see the answer: two orders, two parcels, two mails.',
    plan: (kit) => {
      const shot = kit.event();
      return send(shot, shot);
    },
    judge: handledOnce,
  },
  {
    ...COMMON,
    ...NOT_IDEMPOTENT,
    id: 'same-event-at-once',
    proves: 'An event that comes twice at the same moment is accepted, and handled once.',
    sends: 'the same valid event twice at the same moment',
    why: 'A retry may overtake a slow first try. Looking first and storing then leaves a gap for the second.',
    plan: (kit) => {
      const shot = kit.event();
      return { kind: 'send', shots: [shot, shot], together: true };
    },
    judge: handledOnce,
  },
  {
    group: 'behaves',
    id: 'out-of-order',
    proves: 'An update that comes before the creation is accepted, and so is the creation after it.',
    sends: 'an updated event, then the created event of the same thing',
    expects: 'a 2xx status for both',
    why: 'No provider promises an order. An update of what is not there yet must not be an error.',
    fix: 'Take an update of something unknown as its creation, and ignore what is older than what you have.',
    mistake: 'needs-an-order',
    plan: outOfOrder,
    judge: allAccepted,
  },
];

function handledOnce(seen: Seen): Finding {
  const { counted } = seen;
  const accepted = allAccepted(seen);
  if (accepted.outcome !== 'pass') {
    return { ...accepted, mistake: 'fails-on-repeats', fix: 'Answer 2xx to an event you have seen before.' };
  }
  if (counted === null) {
    const found =
      'accepted both times; whether it was handled once only --count-url or --count-command shows';
    return { outcome: 'skip', found };
  }
  if (counted.kind === 'failed') return { outcome: 'fail', found: counted.message, ...UNCOUNTED };
  const times = counted.after - counted.before;
  if (times === 1) return { outcome: 'pass', found: 'accepted both times, counted once' };
  if (times > 1) return { outcome: 'fail', found: `accepted both times and counted ${times} times` };
  return {
    outcome: 'skip',
    found: `not proven: the count stayed at ${counted.after}, so it does not count this event (--data gives another)`,
  };
}

const UNCOUNTED = {
  mistake: 'count-failed',
  fix: 'See that --count-url or --count-command gives a number as long as the run lasts.',
};

const CREATED = /[./_]?(created?|opened)$/i;

function outOfOrder(kit: Kit): Plan {
  const pair = kit.types
    .filter((type) => CREATED.test(type))
    .map((created) => ({ created, updated: updatedOf(kit, created) }))
    .find(({ updated }) => updated !== undefined);
  if (pair?.updated === undefined) return skip('no sample is an update of what another one creates');
  const story = 'out-of-order';
  return send(kit.event({ type: pair.updated, story }), kit.event({ type: pair.created, story, at: -5000 }));
}

function updatedOf({ types }: Kit, created: string): string | undefined {
  const stem = created.replace(CREATED, '');
  return types.find((type) => type !== created && type.startsWith(stem) && /updated?$/i.test(type));
}
