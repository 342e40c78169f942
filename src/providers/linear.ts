import { ANY_SUCCESS, type Provider } from '../core/provider.ts';

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
  eventAction: { kind: 'json', path: 'action' },
  eventId: { kind: 'header', name: 'linear-delivery' },
  idForm: '{{uuid:delivery}}',
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [60, 3600, 21_600],
  handshakes: [],
  headers: [
    ['Accept-Charset', 'utf-8'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['User-Agent', 'Linear-Webhook'],
    ['Linear-Delivery', '{id}'],
    ['Linear-Event', '{resource}'],
  ],
  note: 'The time is the webhookTimestamp of the body; the Linear-Timestamp header is not signed.',
};
