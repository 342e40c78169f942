import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks */
export const mailgun: Provider = {
  name: 'mailgun',
  title: 'Mailgun',
  scheme: {
    kind: 'special',
    name: 'mailgun',
    header: null,
    headers: [],
    secret: 'utf8',
    timestamp: {
      from: { kind: 'json', path: 'signature.timestamp' },
      unit: 's',
      toleranceSeconds: 0,
      future: false,
    },
  },
  eventType: { kind: 'json', path: 'event-data.event' },
  eventId: { kind: 'json', path: 'event-data.id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [600, 600, 900, 1800, 3600, 7200, 14_400],
  retryFacts: { endedBy: [406] },
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Signs a timestamp and a token in the body; the event itself is not signed. 406 ends the retries.',
};
