import type { Kit, Probe } from '../types.ts';
import { MISTAKES } from '../mistakes.ts';
import { allAccepted, send, skip } from '../verdicts.ts';

const TEXT = {
  group: 'accepts',
  expects: 'a 2xx status',
  judge: allAccepted,
} as const;

/** One probe for every sample type there is. The first of them always runs: the others lean on it. */
export function validEvents({ types }: Kit): Probe[] {
  return types.map((type) => ({
    ...TEXT,
    ...MISTAKES.refusesValid,
    id: `event:${type}`,
    proves: `A valid ${type} is accepted.`,
    sends: `the sample event ${type}, signed as the provider signs it`,
    why: 'An event that is not answered 2xx is sent again and again, and then the webhook is switched off.',
    plan: (kit) => send(kit.event({ type })),
  }));
}

/** Events the receiver was not written for. */
export const strangeEvents: readonly Probe[] = [
  {
    ...TEXT,
    id: 'unknown-type',
    proves: 'An event of a type it does not know is accepted.',
    sends: 'a valid event of the type check.unknown',
    why: 'Providers add types at any time. One that is refused is tried again for days, and may disable the webhook.',
    fix: 'Answer 2xx to types you do not handle, and do nothing: a switch needs a default that is no error.',
    mistake: 'fails-on-unknown-type',
    plan: (kit) =>
      kit.provider.eventType === null
        ? skip(`${kit.provider.title} names no type in its events`)
        : send(kit.event({ type: 'check.unknown' })),
  },
  {
    ...TEXT,
    id: 'rotated-secret',
    proves: 'An event signed with the second secret is accepted, too.',
    sends: 'a valid event, signed with the second secret given',
    why: 'While a secret is being replaced, events signed with the old and with the new one arrive.',
    fix: 'Keep a list of secrets while you replace one, and accept an event that matches any of them.',
    mistake: 'one-secret-only',
    plan: (kit) =>
      kit.hasSecondSecret
        ? send(kit.event({ secret: 'second' }))
        : skip('there is one secret only; --secret-env NEW --secret-env OLD names two'),
  },
];
