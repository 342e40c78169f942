import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.okta.com/docs/concepts/event-hooks/ */
export const okta: Provider = {
  name: 'okta',
  title: 'Okta event hooks',
  scheme: {
    kind: 'header',
    header: 'authorization',
    format: { kind: 'raw' },
    algorithm: 'none',
    encoding: 'text',
    template: '{secret}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'data.events.0.eventType' },
  eventId: { kind: 'json', path: 'eventId' },
  answerWithinSeconds: 3,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'verification challenge',
      method: 'GET',
      match: { value: { kind: 'header', name: 'x-okta-verification-challenge' } },
      signed: false,
      answer: {
        kind: 'echo-json',
        value: { kind: 'header', name: 'x-okta-verification-challenge' },
        key: 'verification',
      },
    },
  ],
  headers: JSON_HEADERS,
  note: 'The Authorization header is the secret itself: nothing is signed. At most one retry, none on 4xx.',
};
