import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.paypal.com/api/rest/webhooks/rest/ */
export const paypal: Provider = {
  name: 'paypal',
  title: 'PayPal',
  scheme: {
    kind: 'special',
    name: 'paypal',
    header: 'paypal-transmission-sig',
    idHeader: 'paypal-transmission-id',
    headers: [
      'paypal-transmission-id',
      'paypal-transmission-time',
      'paypal-transmission-sig',
      'paypal-cert-url',
      'paypal-auth-algo',
    ],
    secret: 'key',
    timestamp: {
      from: { kind: 'header', name: 'paypal-transmission-time' },
      unit: 'iso',
      toleranceSeconds: 0,
      future: false,
    },
  },
  eventType: { kind: 'json', path: 'event_type' },
  eventId: { kind: 'json', path: 'id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The secret is the webhook id; a certificate or an RSA test key in PEM may follow on the next line. The certificate of a request is fetched only when asked for (verify --fetch-key), from paypal.com. 25 retries in three days.',
};
