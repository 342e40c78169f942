import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
export const shopify: Provider = {
  name: 'shopify',
  title: 'Shopify',
  scheme: {
    kind: 'header',
    header: 'x-shopify-hmac-sha256',
    alias: 'shopify-hmac-sha256',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-shopify-topic' },
  eventId: { kind: 'header', name: 'x-shopify-webhook-id' },
  idForm: '{{uuid:webhook}}',
  answerWithinSeconds: 5,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [
    ...JSON_HEADERS,
    ['Accept', '*/*'],
    ['User-Agent', 'Shopify-Captain-Hook'],
    ['X-Shopify-Topic', '{type}'],
    ['X-Shopify-Shop-Domain', 'lindqvist-tea.example.com'],
    ['X-Shopify-API-Version', '2026-01'],
    ['X-Shopify-Webhook-Id', '{id}'],
    ['X-Shopify-Event-Id', '{{uuid:event}}'],
    ['X-Shopify-Triggered-At', '{{time}}'],
  ],
  note: 'Eight retries within four hours, then the subscription is deleted. Test notifications from the settings of a shop do not verify; a rotated secret takes up to an hour.',
};
