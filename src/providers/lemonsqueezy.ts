import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.lemonsqueezy.com/help/webhooks/signing-requests */
export const lemonsqueezy: Provider = {
  name: 'lemonsqueezy',
  title: 'Lemon Squeezy',
  scheme: {
    kind: 'header',
    header: 'x-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-event-name' },
  eventId: null,
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [5, 25, 125],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Event-Name', '{type}']],
  note: null,
};
