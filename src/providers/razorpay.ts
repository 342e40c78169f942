import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://razorpay.com/docs/webhooks/validate-test/ */
export const razorpay: Provider = {
  name: 'razorpay',
  title: 'Razorpay',
  scheme: {
    kind: 'header',
    header: 'x-razorpay-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'event' },
  eventId: { kind: 'header', name: 'x-razorpay-event-id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Razorpay-Event-Id', '{id}']],
  note: 'Refuses common tunnel domains as webhook URL. Retries of old events stay signed with the old secret, for 24 hours.',
};
