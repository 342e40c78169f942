import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standardWebhooks: Provider = {
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
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
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'header', name: 'webhook-id' },
  idForm: '{{id:msg}}',
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
  retryFacts: { endedBy: [410] },
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The retry times are the example of the specification; 410 ends them. It names no tolerance: the libraries use 300 s in both directions.',
};
