import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.gitlab.com/user/project/integrations/webhooks/ */
export const gitlab: Provider = {
  name: 'gitlab',
  title: 'GitLab (secret token)',
  scheme: {
    kind: 'header',
    header: 'x-gitlab-token',
    format: { kind: 'raw' },
    algorithm: 'none',
    encoding: 'text',
    template: '{secret}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-gitlab-event' },
  eventId: { kind: 'header', name: 'idempotency-key' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Gitlab-Event', '{type}'], ['Idempotency-Key', '{id}']],
  note: 'The header is the secret itself: nothing is signed.',
};
