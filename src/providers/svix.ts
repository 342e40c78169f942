import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';
import type { SignatureScheme } from '../core/scheme.ts';

/** Of everybody whose webhooks Svix delivers. */
export const SVIX_SCHEME: SignatureScheme = {
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
};

/** https://docs.svix.com/receiving/verifying-payloads/how-manual */
export const svix: Provider = {
  name: 'svix',
  title: 'Svix',
  scheme: SVIX_SCHEME,
  eventType: { kind: 'json', path: 'type' },
  eventId: { kind: 'header', name: 'svix-id' },
  idForm: '{{id:msg}}',
  answerWithinSeconds: 15,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [5, 300, 1800, 7200, 18_000, 36_000, 36_000],
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The library takes the webhook-* names of the same headers as well.',
};
