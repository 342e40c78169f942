import { JSON_HEADERS, type Provider } from '../core/provider.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#asymmetric */
export const standardWebhooksV1a: Provider = {
  ...standardWebhooks,
  name: 'standard-webhooks-v1a',
  title: 'Standard Webhooks (Ed25519)',
  scheme: {
    kind: 'header',
    header: 'webhook-signature',
    format: { kind: 'list', separator: ' ', assign: ',', key: 'v1a' },
    algorithm: 'ed25519',
    encoding: 'base64',
    template: '{id}.{ts}.{body}',
    secret: 'key',
    idHeader: 'webhook-id',
    timestamp: {
      from: { kind: 'header', name: 'webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  headers: JSON_HEADERS,
  note: 'The secret is the public key, as whpk_ or otherwise; whsk_ or PEM to forge.',
};
