import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications */
export const meta: Provider = {
  name: 'meta',
  title: 'Meta (Facebook, WhatsApp)',
  scheme: {
    kind: 'header',
    header: 'x-hub-signature-256',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'entry.0.changes.0.field' },
  eventId: null,
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'hub.challenge',
      method: 'GET',
      match: { value: { kind: 'query', name: 'hub.mode' }, equals: 'subscribe' },
      signed: false,
      answer: {
        kind: 'echo',
        value: { kind: 'query', name: 'hub.challenge' },
        token: { kind: 'query', name: 'hub.verify_token' },
      },
    },
  ],
  headers: JSON_HEADERS,
  note: 'Escapes non-ASCII characters as lower-case \\u sequences in what it sends and signs: the body must not be unescaped. Tries again for 36 hours (WhatsApp: seven days).',
};
