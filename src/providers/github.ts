import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const github: Provider = {
  name: 'github',
  title: 'GitHub',
  scheme: {
    kind: 'header',
    header: 'x-hub-signature-256',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-github-event' },
  eventId: { kind: 'header', name: 'x-github-delivery' },
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [
    ...JSON_HEADERS,
    ['User-Agent', 'GitHub-Hookshot/webhook-cli'],
    ['X-GitHub-Event', '{type}'],
    ['X-GitHub-Delivery', '{id}'],
  ],
  note: 'Never tries again by itself. The legacy X-Hub-Signature (SHA-1) is not read.',
};
