import { ANY_SUCCESS, type Provider } from '../core/provider.ts';

/**
 * The default provider: a shop whose guide asks for the lower-case hex HMAC-SHA256 of the raw body.
 * The guide compares texts, so an upper-case digest is refused here too.
 */
export const store: Provider = {
  name: 'store',
  title: 'Store',
  scheme: {
    kind: 'header',
    header: 'x-webhook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: 30,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [300, 1800, 7200, 86_400],
  retryFacts: {
    atLast: 'webhook disabled',
    inItsWords:
      'The guide: "After 4 failed attempts, the webhook is disabled and you\'ll receive an email notification." We read them as the 4 retries after the first request.',
  },
  handshakes: [],
  headers: [
    ['User-Agent', 'Store-Webhooks/1.0'],
    ['Accept', '*/*'],
    ['Content-Type', 'application/json'],
  ],
  note: 'The guide says the webhook is disabled after 4 failed attempts; we read them as the four retries, so five requests in all.',
};
