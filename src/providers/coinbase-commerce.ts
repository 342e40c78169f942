import { JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.cdp.coinbase.com/commerce/docs/webhooks-security */
export const coinbaseCommerce: Provider = {
  name: 'coinbase-commerce',
  title: 'Coinbase Commerce',
  scheme: {
    kind: 'header',
    header: 'x-cc-webhook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'event.type' },
  eventId: { kind: 'json', path: 'event.id' },
  answerWithinSeconds: null,
  answer: { status: 200, body: null },
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Only 200 counts. Tries again for three days, at most an hour apart.',
};
