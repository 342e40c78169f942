import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.asana.com/docs/webhooks-guide#security */
export const asana: Provider = {
  name: 'asana',
  title: 'Asana',
  scheme: {
    kind: 'header',
    header: 'x-hook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'events.0.action' },
  eventId: null,
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'X-Hook-Secret',
      method: 'POST',
      match: { value: { kind: 'header', name: 'x-hook-secret' } },
      signed: false,
      answer: { kind: 'echo-header', name: 'X-Hook-Secret' },
    },
  ],
  headers: JSON_HEADERS,
  note: 'The secret is the X-Hook-Secret of the handshake. Empty events are a heartbeat. Tries again for 24 hours, then the webhook is deleted.',
};
