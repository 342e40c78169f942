import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.hubspot.com/docs/api/webhooks/validating-requests */
export const hubspotV2: Provider = {
  name: 'hubspot-v2',
  title: 'HubSpot v2',
  scheme: {
    kind: 'header',
    header: 'x-hubspot-signature',
    format: { kind: 'raw' },
    algorithm: 'sha256',
    encoding: 'hex',
    template: '{secret}{method}{url}{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: '0.subscriptionType' },
  eventId: { kind: 'json', path: '0.eventId' },
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-HubSpot-Signature-Version', 'v2']],
  note: 'A plain SHA-256 of secret, method, registered URL and body.',
};
