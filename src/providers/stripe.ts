import { ANY_SUCCESS, type Provider } from '../core/provider.ts';

/** https://docs.stripe.com/webhooks#verify-manually */
export const stripe: Provider = {
  name: 'stripe',
  title: 'Stripe',
  scheme: {
    kind: 'header',
    header: 'stripe-signature',
    format: { kind: 'list', separator: ',', assign: '=', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{ts}.{body}',
    secret: 'utf8',
    timestamp: { from: { kind: 'part', key: 't' }, unit: 's', toleranceSeconds: 300, future: false },
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Accept', '*/*; q=0.5, application/xml'],
    ['Cache-Control', 'no-cache'],
    ['User-Agent', 'Stripe/1.0 (+https://stripe.com/docs/webhooks)'],
  ],
  note: 'The secret is used as text, whsec_ included. stripe listen prints a secret of its own. Tries again for up to three days, at times it does not publish.',
};
