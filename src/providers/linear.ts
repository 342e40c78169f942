import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://linear.app/developers/webhooks#securing-webhooks */
export const linear: Provider = {
  name: 'linear',
  title: 'Linear',
  scheme: {
    kind: 'header',
    header: 'linear-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
    timestamp: {
      from: { kind: 'json', path: 'webhookTimestamp' },
      unit: 'ms',
      toleranceSeconds: 60,
      future: true,
    },
  },
  eventType: { kind: 'header', name: 'linear-event' },
  eventId: { kind: 'header', name: 'linear-delivery' },
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [60, 3600, 21_600],
  handshakes: [],
  headers: [...JSON_HEADERS, ['Linear-Event', '{type}'], ['Linear-Delivery', '{id}']],
  note: 'The time is the webhookTimestamp of the body; the Linear-Timestamp header is not signed.',
};
