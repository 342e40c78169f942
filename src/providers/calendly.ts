import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.calendly.com/api-docs/ZG9jOjM2MzE2MDM4-webhook-signatures */
export const calendly: Provider = {
  name: 'calendly',
  title: 'Calendly',
  scheme: {
    kind: 'header',
    header: 'calendly-webhook-signature',
    format: { kind: 'list', separator: ',', assign: '=', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{ts}.{body}',
    secret: 'utf8',
    timestamp: { from: { kind: 'part', key: 't' }, unit: 's', toleranceSeconds: 180, future: false },
  },
  eventType: { kind: 'json', path: 'event' },
  eventId: null,
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: null,
};
