import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export const line: Provider = {
  name: 'line',
  title: 'LINE',
  scheme: {
    kind: 'header',
    header: 'x-line-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'events.0.type' },
  eventId: { kind: 'json', path: 'events.0.webhookEventId' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: null,
};
