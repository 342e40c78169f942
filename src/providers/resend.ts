import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests */
export const resend: Provider = {
  name: 'resend',
  title: 'Resend',
  scheme: {
    kind: 'header',
    header: 'svix-signature',
    alias: 'webhook-signature',
    format: { kind: 'list', separator: ' ', assign: ',', key: 'v1' },
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    template: '{id}.{ts}.{body}',
    secret: 'whsec',
    idHeader: 'svix-id',
    idAlias: 'webhook-id',
    timestamp: {
      from: { kind: 'header', name: 'svix-timestamp', alias: 'webhook-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'header', name: 'svix-id' },
  idForm: '{{id:msg}}',
  answerWithinSeconds: 15,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [5, 300, 1800, 7200, 18_000, 36_000, 36_000],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'Delivered by Svix.',
};
