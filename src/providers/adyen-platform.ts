import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures */
export const adyenPlatform: Provider = {
  name: 'adyen-platform',
  title: 'Adyen (platforms)',
  scheme: {
    kind: 'header',
    header: 'hmacsignature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'hex',
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: null,
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [9, 18, 27, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800],
  retryFacts: { inItsWords: 'Adyen goes on for up to 30 days; when, after these, is not published.' },
  handshakes: [],
  headers: [...JSON_HEADERS, ['Protocol', 'HmacSHA256']],
  note: 'The key is hex. Classic notifications are provider adyen.',
};
