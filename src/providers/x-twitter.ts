import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/guides/securing-webhooks */
export const xTwitter: Provider = {
  name: 'x-twitter',
  title: 'X (Twitter)',
  scheme: {
    kind: 'header',
    header: 'x-twitter-webhooks-signature',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: null,
  eventId: null,
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'CRC challenge',
      method: 'GET',
      match: { value: { kind: 'query', name: 'crc_token' } },
      signed: false,
      answer: {
        kind: 'hmac-json',
        value: { kind: 'query', name: 'crc_token' },
        key: 'response_token',
        echo: null,
        encoding: 'base64',
        prefix: 'sha256=',
      },
    },
  ],
  headers: JSON_HEADERS,
  note: 'The CRC challenge comes about every hour.',
};
