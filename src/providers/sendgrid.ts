import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
export const sendgrid: Provider = {
  name: 'sendgrid',
  title: 'SendGrid',
  scheme: {
    kind: 'header',
    header: 'x-twilio-email-event-webhook-signature',
    format: { kind: 'raw' },
    algorithm: 'ecdsa-p256-sha256',
    encoding: 'base64',
    template: '{ts}{body}',
    secret: 'key',
    timestamp: {
      from: { kind: 'header', name: 'x-twilio-email-event-webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 0,
      future: false,
    },
  },
  eventType: { kind: 'json', path: '0.event' },
  eventId: { kind: 'json', path: '0.sg_event_id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['User-Agent', 'SendGrid Event API']],
  note: 'The secret is the public key. The CR LF at the end belongs to the body. Neither documentation nor library checks the age. Tries again for 24 hours.',
};
