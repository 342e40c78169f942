import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.squareup.com/docs/webhooks/step3validate */
export const square: Provider = {
  name: 'square',
  title: 'Square',
  scheme: {
    kind: 'header',
    header: 'x-square-hmacsha256-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{url}{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'json', path: 'event_id' },
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [
    ...JSON_HEADERS,
    ['User-Agent', 'Square Connect v2'],
    ['Square-Environment', 'Sandbox'],
    ['Square-Initial-Delivery-Timestamp', '{{time}}'],
  ],
  note: 'Signs the notification URL as registered. The legacy SHA-1 header is not read.',
};
