import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.paddle.com/webhooks/signature-verification */
export const paddle: Provider = {
  name: 'paddle',
  title: 'Paddle Billing',
  scheme: {
    kind: 'header',
    header: 'paddle-signature',
    format: { kind: 'list', separator: ';', assign: '=', key: 'h1' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{ts}:{body}',
    secret: 'utf8',
    timestamp: { from: { kind: 'part', key: 'ts' }, unit: 's', toleranceSeconds: 5, future: false },
  },
  eventType: { kind: 'json', path: 'event_type' },
  eventId: { kind: 'json', path: 'event_id' },
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['User-Agent', 'Paddle']],
  note: 'The documentation allows several h1 during a rotation, its Node library reads only the last. 60 retries in three days (sandbox: 3 in 15 minutes).',
};
