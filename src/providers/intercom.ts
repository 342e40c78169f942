import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.intercom.com/docs/webhooks/webhook-notifications#signed-notifications */
export const intercom: Provider = {
  name: 'intercom',
  title: 'Intercom',
  scheme: {
    kind: 'header',
    header: 'x-hub-signature',
    format: { kind: 'prefix', prefix: 'sha1=' },
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'topic' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'HMAC-SHA1 with the client secret.',
};
