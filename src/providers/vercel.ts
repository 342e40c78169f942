import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks */
export const vercel: Provider = {
  name: 'vercel',
  title: 'Vercel',
  scheme: {
    kind: 'header',
    header: 'x-vercel-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'HMAC-SHA1. The first request of a log drain is unsigned.',
};
