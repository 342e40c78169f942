import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.gitlab.com/user/project/integrations/webhooks/ */
export const gitlabSigning: Provider = {
  name: 'gitlab-signing',
  title: 'GitLab (signing token)',
  scheme: {
    kind: 'header',
    header: 'webhook-signature',
    format: { kind: 'list', separator: ' ', assign: ',', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{id}.{ts}.{body}',
    secret: 'whsec',
    idHeader: 'webhook-id',
    timestamp: {
      from: { kind: 'header', name: 'webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  eventType: { kind: 'header', name: 'x-gitlab-event' },
  eventId: { kind: 'header', name: 'webhook-id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Gitlab-Event', '{type}'], ['Idempotency-Key', '{id}']],
  note: 'The newer signing token. The classic secret token is provider gitlab.',
};
