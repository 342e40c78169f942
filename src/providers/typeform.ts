import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
export const typeform: Provider = {
  name: 'typeform',
  title: 'Typeform',
  scheme: {
    kind: 'header',
    header: 'typeform-signature',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'event_type' },
  eventId: { kind: 'json', path: 'event_id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: '410 and 404 switch the webhook off.',
};
