import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
export const woocommerce: Provider = {
  name: 'woocommerce',
  title: 'WooCommerce',
  scheme: {
    kind: 'header',
    header: 'x-wc-webhook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'x-wc-webhook-topic' },
  eventId: { kind: 'header', name: 'x-wc-webhook-delivery-id' },
  idForm: '{{hex:32:delivery}}',
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  retryFacts: { never: true },
  handshakes: [],
  headers: [
    ...JSON_HEADERS,
    ['User-Agent', 'WooCommerce Hookshot (WordPress)'],
    ['X-WC-Webhook-Source', 'https://lindqvist-tea.example.com/'],
    ['X-WC-Webhook-Topic', '{type}'],
    ['X-WC-Webhook-Resource', '{resource}'],
    ['X-WC-Webhook-Event', '{action}'],
    ['X-WC-Webhook-ID', '7'],
    ['X-WC-Webhook-Delivery-ID', '{id}'],
  ],
  note: 'The ping on saving a webhook is unsigned. Plugins can change the algorithm.',
};
