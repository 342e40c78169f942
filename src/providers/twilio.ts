import { ANY_SUCCESS, type Provider } from '../core/provider.ts';

/** https://www.twilio.com/docs/usage/security#validating-requests */
export const twilio: Provider = {
  name: 'twilio',
  title: 'Twilio',
  scheme: {
    kind: 'header',
    header: 'x-twilio-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    template: '{url}{form}',
    secret: 'utf8',
    bodyHashQuery: 'bodySHA256',
  },
  eventType: null,
  eventId: { kind: 'header', name: 'i-twilio-idempotency-token' },
  idForm: '{{uuid:delivery}}',
  answerWithinSeconds: 15,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [
    ['Accept', '*/*'],
    ['User-Agent', 'TwilioProxy/1.1'],
    ['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8'],
    ['I-Twilio-Idempotency-Token', '{id}'],
  ],
  note: 'Signs the registered URL and the sorted form parameters; for JSON, the URL with bodySHA256. The library also tries the URL with and without its default port.',
};
