import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.hubspot.com/docs/api/webhooks/validating-requests */
export const hubspotV3: Provider = {
  name: 'hubspot-v3',
  title: 'HubSpot v3',
  scheme: {
    kind: 'header',
    header: 'x-hubspot-signature-v3',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{method}{urldecoded}{body}{ts}',
    secret: 'utf8',
    timestamp: {
      from: { kind: 'header', name: 'x-hubspot-request-timestamp' },
      unit: 'ms',
      toleranceSeconds: 300,
      future: false,
    },
  },
  eventType: { kind: 'json', path: '0.subscriptionType' },
  eventId: { kind: 'json', path: '0.eventId' },
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Signs method and registered URL. The documentation decodes some escapes of the URL first, the Node library does not. Ten retries in 24 hours.',
};
