import { JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://discord.com/developers/docs/events/webhook-events#setting-up-an-endpoint-validating-security-request-headers */
export const discord: Provider = {
  name: 'discord',
  title: 'Discord',
  scheme: {
    kind: 'header',
    header: 'x-signature-ed25519',
    format: { kind: 'raw' },
    algorithm: 'ed25519',
    encoding: 'hex-any',
    template: '{ts}{body}',
    secret: 'key',
    timestamp: {
      from: { kind: 'header', name: 'x-signature-timestamp' },
      unit: 's',
      toleranceSeconds: 0,
      future: false,
    },
  },
  eventType: { kind: 'json', path: 'event.type' },
  eventId: null,
  answerWithinSeconds: 3,
  answer: { status: 204, body: null },
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'PING',
      method: 'POST',
      match: { value: { kind: 'json', path: 'type' }, equals: '0' },
      signed: true,
      answer: { kind: 'status', status: 204 },
    },
  ],
  headers: [...JSON_HEADERS, ['User-Agent', 'Discord-Webhook/1.0 (+https://discord.com)']],
  note: 'The secret is the public key. Sends wrong signatures on purpose and expects 401. Nobody checks the age.',
};
