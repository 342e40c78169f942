import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { battery } from '../../src/check/battery.ts';
import type { Kit, Plan, Probe, Shot } from '../../src/check/types.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { verify } from '../../src/signatures/verify.ts';
import { testKit } from '../support/check-kit.ts';

const SECRETS = ['whsec_bmV3IHNlY3JldA==', 'whsec_b2xkIHNlY3JldA=='];
const SIGNED = ['store', 'github', 'stripe', 'standard-webhooks', 'slack', 'shopify', 'linear', 'twitch'];

interface Receiver {
  readonly provider: string;
  readonly mistake: string;
  readonly fails: string[];
  readonly warns: string[];
}

const RECEIVERS = JSON.parse(
  readFileSync(new URL('../../examples/receivers/receivers.json', import.meta.url), 'utf8'),
) as Receiver[];

test('every probe has an id of its own, and says all there is to say', () => {
  const probes = battery(testKit('store'));
  expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length);
  for (const { id, proves, sends, expects, why, fix, mistake } of probes) {
    expect(id).toMatch(/^[a-z0-9:.-]+$/);
    for (const text of [proves, sends, expects, why, fix, mistake]) expect(text.length).toBeGreaterThan(3);
    expect(proves).toMatch(/\.$/);
    expect(fix).toMatch(/\.$/);
  }
});

function names({ mistake, alsoNames = [] }: Probe): string[] {
  return [mistake, ...alsoNames];
}

/** Which probes a mistake runs into, by what they say themselves, and the provider lets them send. */
test.each(RECEIVERS)(
  '$mistake: the receiver that has it fails exactly the probes that name it',
  (receiver) => {
    const kit = testKit(receiver.provider, SECRETS.slice(0, 1));
    const naming = battery(kit).filter((probe) => names(probe).includes(receiver.mistake));
    const sent = naming.filter((probe) => probe.plan(kit).kind !== 'skip');
    expect(sent.map(({ id }) => id).toSorted()).toEqual([...receiver.fails, ...receiver.warns].toSorted());
  },
);

function shotsOf(plan: Plan): readonly Shot[] {
  return plan.kind === 'send' ? plan.shots : [];
}

function isValid(kit: Kit, { method, path, headers, body }: Shot): boolean {
  const { scheme } = kit.provider;
  const url = 'http://localhost/hooks';
  const input = { method, path, headers, body, url, secrets: SECRETS, now: Date.now() };
  return verify(scheme, input).status === 'valid';
}

/** What a right receiver must refuse although the signature is right. */
const SIGNED_BUT_BAD = ['not-json'];

test.each(SIGNED)('%s: what must be accepted verifies, what must be refused does not', (provider) => {
  const kit = testKit(provider, SECRETS);
  expect(findProvider(provider)).toBeDefined();
  const wrong = battery(kit).flatMap((probe) => {
    if (probe.group !== 'accepts' && probe.group !== 'refuses') return [];
    const isWanted = probe.group === 'accepts' || SIGNED_BUT_BAD.includes(probe.id);
    const verdicts = shotsOf(probe.plan(kit)).map((shot) => isValid(kit, shot));
    return verdicts.every((verdict) => verdict === isWanted) ? [] : [probe.id];
  });
  expect(wrong).toEqual([]);
});

const KEY = '44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056';

/** Their body carries the signature, in a form no sample of ours has; or they take a key pair. */
const NEED_THEIR_OWN = ['adyen', 'aws-sns', 'discord', 'microsoft-graph', 'paypal', 'plaid', 'sendgrid'];
const OTHERS = providers.map(({ name }) => name).filter((name) => !NEED_THEIR_OWN.includes(name));

test.each(OTHERS)('%s: every probe can be planned', (provider) => {
  const secret = provider === 'standard-webhooks-v1a' ? `whsk_${'A'.repeat(43)}=` : KEY;
  const kit = testKit(provider, [secret]);
  for (const probe of battery(kit)) expect(() => probe.plan(kit), probe.id).not.toThrow();
});
