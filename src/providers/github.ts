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
  eventAction: { kind: 'json', path: 'action' },
  eventId: { kind: 'header', name: 'x-github-delivery' },
  idForm: '{{uuid:delivery}}',
  answerWithinSeconds: 10,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  retryFacts: { never: true },
  handshakes: [],
  headers: [
    ...JSON_HEADERS,
    ['Accept', '*/*'],
    ['User-Agent', 'GitHub-Hookshot/webhook-cli'],
    ['X-GitHub-Event', '{resource}'],
    ['X-GitHub-Delivery', '{id}'],
    ['X-GitHub-Hook-ID', '{{number:9:hook}}'],
    ['X-GitHub-Hook-Installation-Target-Type', 'repository'],
    ['X-GitHub-Hook-Installation-Target-ID', '{{number:9:repository}}'],
  ],
  note: 'Never tries again by itself. The legacy X-Hub-Signature (SHA-1) is not read.',
};
