import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { forge } from '../../src/commands/support/forge.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { headerValue } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { identify } from '../../src/providers/identify.ts';
import { findProvider } from '../../src/providers/index.ts';
import { BUILT_IN_SAMPLES, listSamples, readSample, type Sample } from '../../src/samples/catalogue.ts';
import { fillSample } from '../../src/samples/fill.ts';
import { FORM_TYPE, formBody } from '../../src/samples/form.ts';
import { createFill, type Fill } from '../../src/samples/placeholders.ts';
import { withoutSignature } from '../../src/signatures/sign.ts';
import { verify } from '../../src/signatures/verify.ts';
import { testSecret } from '../support/test-keys.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);
const URL_SIGNED = 'https://hooks.example.test/in?x=1';
const SAMPLES = await listSamples([BUILT_IN_SAMPLES]);

/** The least every provider of the catalogue has samples of. */
const PROVIDERS = [
  'discord',
  'github',
  'linear',
  'paddle',
  'sendgrid',
  'shopify',
  'slack',
  'square',
  'standard-webhooks',
  'store',
  'stripe',
  'twilio',
  'woocommerce',
];

function providerOf({ provider }: Sample): Provider {
  return findProvider(provider) as Provider;
}

async function bodyOf(sample: Sample, fill: Fill): Promise<Buffer> {
  const json = fillSample(await readSample(sample), fill);
  return sample.kind === 'form' ? formBody(json) : json;
}

async function forged(sample: Sample, fill: Fill) {
  const provider = providerOf(sample);
  const endpoint: Endpoint = {
    name: 'default',
    path: '/',
    provider,
    url: URL_SIGNED,
    verifyToken: null,
    secrets: [testSecret(provider)],
    secretSource: { kind: 'configured', from: [] },
    target: null,
    events: null,
  };
  const body = await bodyOf(sample, fill);
  const { type } = sample;
  const kind = sample.kind === 'captured' ? undefined : sample.kind;
  return forge({
    endpoint,
    type,
    body,
    kind,
    extraHeaders: [],
    invalid: undefined,
    path: '/',
    fill,
    now: NOW,
  });
}

test('every provider has samples', () => {
  expect([...new Set(SAMPLES.map(({ provider }) => provider))]).toEqual(PROVIDERS);
});

test('the page of events lists what there is', () => {
  const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` *\| (.*?) *\|$/gm)];
  const listed = rows.flatMap(([, provider = '', types = '']) =>
    [...types.matchAll(/`([^`]+)`/g)].map(([, type = '']) => `${provider}:${type}`),
  );
  expect(listed.toSorted()).toEqual(SAMPLES.map(({ provider, type }) => `${provider}:${type}`).toSorted());
});

describe.each(SAMPLES.map((sample) => [`${sample.provider}:${sample.type}`, sample] as const))(
  '%s',
  (_name, sample) => {
    const seeded = (seed: string): Fill => createFill({ seed, now: NOW });

    test('is the same for the same seed, and another one for another', async () => {
      const provider = providerOf(sample);
      // A signature over an elliptic curve holds a random number.
      const sent = async (fill: Fill) => {
        const { headers, body } = await forged(sample, fill);
        return { headers: withoutSignature(provider.scheme, headers), body: body.toString() };
      };
      const one = await sent(seeded('1'));
      expect(await sent(createFill({ seed: '1', now: NOW + 5000 }))).toEqual(one);
      expect((await sent(seeded('2'))).body).not.toBe(one.body);
      const [fresh, next] = [createFill({ now: NOW }), createFill({ now: NOW })];
      expect((await forged(sample, fresh)).body.equals((await forged(sample, next)).body)).toBe(false);
    });

    test('leaves no placeholder, and names nobody real', async () => {
      const { headers, body } = await forged(sample, seeded('1'));
      const text = `${headers.map((pair) => pair.join(': ')).join('\n')}\n${decodeURIComponent(body.toString())}`;
      expect(text).not.toMatch(/\{\{|\}\}(?=["& ])|undefined|NaN|\[object/);
      for (const [, domain] of text.matchAll(/[\w.]+@([\w.-]+\.\w+)/g)) {
        expect(['example.com', 'github.com'], text).toContain(domain);
      }
      expect(text).not.toMatch(/sk_live|sk_test|xox[bp]-|ghp_|AKIA/);
    });

    test('is signed so that it verifies, also with a seed', async () => {
      const provider = providerOf(sample);
      for (const fill of [createFill({ now: NOW }), seeded('3')]) {
        const request = await forged(sample, fill);
        const secrets = [testSecret(provider)];
        const verdict = verify(provider.scheme, {
          ...request,
          url: URL_SIGNED,
          secrets,
          now: NOW,
          // The command moves a time inside the body to now; here the seed has moved it.
          toleranceSeconds: 0,
        });
        expect(verdict).toEqual({ status: 'valid', secret: 0 });
      }
    });

    test('has its type where the provider says it', async () => {
      const provider = providerOf(sample);
      const request = await forged(sample, seeded('1'));
      const type = headerValue(request.headers, 'content-type');
      expect(type?.startsWith(sample.kind === 'form' ? FORM_TYPE : 'application/json')).toBe(true);
      // Forms name no type: Twilio's depends on the URL, Slack's on the field that is there.
      const expected = sample.kind === 'form' ? null : sample.type;
      const identity = identify(provider, request);
      expect(identity.type).toBe(expected);
      if (provider.eventId !== null && expected !== null) expect(identity.providerEventId).toBeTruthy();
    });
  },
);
