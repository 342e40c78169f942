import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.pagerduty.com/docs/webhooks-v3-signatures */
export const pagerduty: Provider = {
  name: 'pagerduty',
  title: 'PagerDuty',
  scheme: {
    kind: 'header',
    header: 'x-pagerduty-signature',
    format: { kind: 'list', separator: ',', assign: '=', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'event.event_type' },
  eventId: { kind: 'json', path: 'event.id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: null,
};
