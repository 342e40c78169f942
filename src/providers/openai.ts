import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://platform.openai.com/docs/guides/webhooks */
export const openai: Provider = {
  name: 'openai',
  title: 'OpenAI',
  scheme: {
    kind: 'header',
    header: 'webhook-signature',
    format: { kind: 'list', separator: ' ', assign: ',', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{id}.{ts}.{body}',
    secret: 'whsec-or-text',
    idHeader: 'webhook-id',
    timestamp: {
      from: { kind: 'header', name: 'webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'header', name: 'webhook-id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'A secret without whsec_ is used as text. Tries again for up to 72 hours, at times it does not publish.',
};
