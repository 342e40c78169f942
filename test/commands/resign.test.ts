import { describe, expect, test } from 'vitest';
import { resign, type ResignInput } from '../../src/commands/support/resign.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import type { StoredEvent } from '../../src/core/event.ts';
import type { HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { deliveryPath, parseTarget, type Target } from '../../src/core/target.ts';
import { customProvider } from '../../src/config/custom-provider.ts';
import { providerSchema } from '../../src/config/provider-schema.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { sign } from '../../src/signatures/sign.ts';
import { withQuery } from '../../src/signatures/signed-url.ts';
import { verify } from '../../src/signatures/verify.ts';
import { testSecret } from '../support/test-keys.ts';

const THEN = Date.UTC(2026, 10, 20, 14, 3, 22);
const NOW = THEN + 3 * 86_400_000;
const FIRST = 'http://localhost:3000';
const ELSEWHERE = 'http://localhost:4000/other';

const ACME = customProvider(
  'acme',
  providerSchema.parse({
    scheme: {
      header: 'X-Acme-Signature',
      template: '{id}.{ts}.{body}',
      idHeader: 'X-Acme-Id',
      timestamp: { from: { kind: 'json', path: 'meta.sentAt' }, unit: 's' },
    },
  }),
);

/** A body every scheme can sign. */
function bodyOf(note: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      Type: 'Notification',
      Message: note,
      TopicArn: 'arn:aws:sns:us-east-1:1:t',
      webhookTimestamp: THEN,
      meta: { sentAt: THEN / 1000 },
      notificationItems: [
        { NotificationRequestItem: { pspReference: note, amount: { value: 1, currency: 'EUR' } } },
      ],
      value: [{ id: note }],
    }),
  );
}

function endpointFor(provider: Provider, url: string | null = null): Endpoint {
  return {
    name: 'default',
    path: '/',
    provider,
    url,
    secrets: [testSecret(provider)],
    secretSource: { kind: 'generated' },
    verifyToken: null,
    target: null,
    events: null,
  };
}

/** An event as its provider sent it three days ago to the first target. */
function scene(provider: Provider, change: Partial<ResignInput> = {}): ResignInput {
  const url = `${FIRST}/in?x=1`;
  const signed = sign(provider.scheme, {
    method: 'POST',
    path: '/in?x=1',
    body: bodyOf('as it was'),
    secret: testSecret(provider),
    timestamp: THEN,
    id: 'msg_1',
    url,
  });
  if (signed.kind === 'refused') throw new Error(signed.explanation);
  const headers: HeaderPair[] = [['Content-Type', 'application/json'], ...signed.headers];
  const event = {
    id: 7,
    receivedAt: THEN,
    endpoint: 'default',
    provider: provider.name,
    method: 'POST',
    path: signed.query ? withQuery('/in?x=1', signed.query) : '/in?x=1',
    providerEventId: 'evt_1',
    headers,
    bodySha256: '0'.repeat(64),
  } as unknown as StoredEvent;
  return {
    event,
    body: signed.body,
    isEdited: false,
    endpoint: endpointFor(provider),
    isProviderKnown: true,
    target: parseTarget(FIRST) as Target,
    firstTarget: `${FIRST}/in`,
    mode: 'auto',
    now: THEN,
    ...change,
  };
}

/** What the app finds when it verifies what it was sent. */
function verdictOf(input: ResignInput): object {
  const { path, headers, body } = resign(input);
  const seen = deliveryPath(input.target, path);
  return verify(input.endpoint.provider.scheme, {
    method: 'POST',
    path: seen,
    url: `${input.target.origin}${seen}`,
    headers,
    body,
    secrets: input.endpoint.secrets,
    now: input.now,
  });
}

describe.each([...providers, ACME].map((provider) => [provider.name, provider] as const))(
  '%s',
  (_name, provider) => {
    const tolerance = provider.scheme.timestamp?.toleranceSeconds ?? 0;

    test('in time and unchanged, it is sent as it was stored', () => {
      const input = scene(provider);
      const { event, body } = input;
      expect(resign(input)).toEqual({ headers: event.headers, path: event.path, body, because: null });
      expect(verdictOf(input)).toMatchObject({ status: 'valid' });
    });

    test('three days later it is signed again only where its time is judged, and accepted', () => {
      const input = scene(provider, { now: NOW });
      expect(resign(input).because).toBe(tolerance > 0 ? 'signed again: its timestamp had expired' : null);
      expect(verdictOf(input)).toMatchObject({ status: 'valid' });
    });

    test('with another body, or asked to, it is signed again and accepted', () => {
      const edited = scene(provider, { body: bodyOf('changed'), isEdited: true, now: NOW });
      expect(resign(edited).because).toBe('signed again: its body was changed');
      expect(verdictOf(edited)).toMatchObject({ status: 'valid' });
      expect(verdictOf(scene(provider, { mode: 'always', now: NOW }))).toMatchObject({ status: 'valid' });
    });

    test('elsewhere it is accepted, too', () => {
      const input = scene(provider, { target: parseTarget(ELSEWHERE) as Target });
      expect(verdictOf(input)).toMatchObject({ status: 'valid' });
    });

    test('never is never', () => {
      const input = scene(provider, { mode: 'never', now: NOW, target: parseTarget(ELSEWHERE) as Target });
      expect(resign(input)).toMatchObject({ headers: input.event.headers, because: null });
    });
  },
);

test('another address is signed again only where the address is signed and not registered', () => {
  const target = parseTarget(ELSEWHERE) as Target;
  const twilio = findProvider('twilio') as Provider;
  const because = 'signed again: it goes to another address, which is signed';
  expect(resign(scene(twilio, { target })).because).toBe(because);
  expect(resign(scene(findProvider('contentful') as Provider, { target })).because).toBe(because);
  expect(resign(scene(findProvider('github') as Provider, { target })).because).toBeNull();
  const endpoint = endpointFor(twilio, 'https://shop.example.com/in');
  expect(resign(scene(twilio, { target, endpoint })).because).toBeNull();
});

test('the id it was signed with stays; one that had none gets the same each time', () => {
  const again = (provider: string, now: number) => {
    const input = scene(findProvider(provider) as Provider, { mode: 'always', now });
    return resign(input).headers.find(([name]) => /-id$/i.test(name))?.[1];
  };
  expect(again('standard-webhooks', NOW)).toBe('msg_1');
  expect(again('paypal', NOW)).toBe('msg_1');
});

describe('where it cannot be signed it says so', () => {
  const refusal = (change: Partial<ResignInput>, provider = 'stripe'): string => {
    try {
      resign(scene(findProvider(provider) as Provider, { mode: 'always', ...change }));
      return 'signed';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each([
    ['aws-sns', { body: Buffer.from('no json') }, 'the body is no JSON object to put a signature into'],
    ['linear', { body: Buffer.from('no json') }, 'its signed time stands in the body, which is not JSON'],
    ['stripe', { isProviderKnown: false }, 'nobody describes the provider stripe'],
  ] as const)('%s %#', (provider, change, why) => {
    expect(refusal(change, provider)).toBe(`event 7 cannot be signed again: ${why}`);
  });

  test('a public key cannot sign', () => {
    const provider = findProvider('discord') as Provider;
    const endpoint = { ...endpointFor(provider), secrets: ['0'.repeat(64)] };
    expect(refusal({ endpoint }, 'discord')).toMatch(/^event 7 cannot be signed again: /);
  });

  test('a provider nobody describes is sent as it was stored', () => {
    const stripe = findProvider('stripe') as Provider;
    expect(resign(scene(stripe, { isProviderKnown: false, now: NOW })).because).toBeNull();
  });
});
