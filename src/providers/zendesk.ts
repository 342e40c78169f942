import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.zendesk.com/documentation/webhooks/verifying/ */
export const zendesk: Provider = {
  name: 'zendesk',
  title: 'Zendesk',
  scheme: {
    kind: 'header',
    header: 'x-zendesk-webhook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{ts}{body}',
    secret: 'utf8',
    timestamp: {
      from: { kind: 'header', name: 'x-zendesk-webhook-signature-timestamp' },
      unit: 'iso',
      toleranceSeconds: 0,
      future: false,
    },
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: 12,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Test deliveries are signed with one public secret. No tolerance is documented.',
};
