import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://www.dropbox.com/developers/reference/webhooks */
export const dropbox: Provider = {
  name: 'dropbox',
  title: 'Dropbox',
  scheme: {
    kind: 'header',
    header: 'x-dropbox-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: null,
  eventId: null,
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'challenge',
      method: 'GET',
      match: { value: { kind: 'query', name: 'challenge' } },
      signed: false,
      answer: { kind: 'echo', value: { kind: 'query', name: 'challenge' } },
    },
  ],
  headers: JSON_HEADERS,
  note: null,
};
