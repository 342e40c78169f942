import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks */
export const bitbucket: Provider = {
  name: 'bitbucket',
  title: 'Bitbucket Cloud',
  scheme: {
    kind: 'header',
    header: 'x-hub-signature',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-event-key' },
  eventId: { kind: 'header', name: 'x-request-uuid' },
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Event-Key', '{type}'], ['X-Request-UUID', '{id}']],
  note: 'Two more tries on 5xx.',
};
