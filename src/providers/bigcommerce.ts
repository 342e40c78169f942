import { JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.bigcommerce.com/docs/integrations/webhooks */
export const bigcommerce: Provider = {
  name: 'bigcommerce',
  title: 'BigCommerce',
  scheme: {
    kind: 'header',
    header: 'webhook-signature',
    format: { kind: 'list', separator: ' ', assign: ',', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{id}.{ts}.{body}',
    secret: 'utf8',
    idHeader: 'webhook-id',
    timestamp: {
      from: { kind: 'header', name: 'webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  eventType: { kind: 'json', path: 'scope' },
  eventId: { kind: 'json', path: 'hash' },
  answerWithinSeconds: null,
  answer: { status: 200, body: null },
  retryAfterSeconds: [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400],
  retryFacts: { atLast: 'webhook switched off' },
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The secret is the client secret as text. Only 200 counts; delivers to port 443 only.',
};
