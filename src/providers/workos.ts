import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://workos.com/docs/events/data-syncing/webhooks */
export const workos: Provider = {
  name: 'workos',
  title: 'WorkOS',
  scheme: {
    kind: 'header',
    header: 'workos-signature',
    format: { kind: 'list', separator: ', ', assign: '=', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{ts}.{body}',
    secret: 'utf8',
    timestamp: { from: { kind: 'part', key: 't' }, unit: 'ms', toleranceSeconds: 180, future: false },
  },
  eventType: { kind: 'json', path: 'event' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Milliseconds, and a space after the comma. The library hashes the re-serialised body; the raw one is the same as long as WorkOS sends compact JSON.',
};
