import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://plaid.com/docs/api/webhooks/webhook-verification/ */
export const plaid: Provider = {
  name: 'plaid',
  title: 'Plaid',
  scheme: {
    kind: 'special',
    name: 'plaid',
    header: 'plaid-verification',
    headers: ['plaid-verification'],
    secret: 'key',
    timestamp: { from: { kind: 'part', key: 'iat' }, unit: 's', toleranceSeconds: 300, future: false },
  },
  eventType: { kind: 'json', path: 'webhook_code' },
  eventId: null,
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The secret is the JWK that Plaid gives for the kid of the token, or PEM; it needs your Plaid credentials, so it is never fetched. Tries again for 24 hours.',
};
