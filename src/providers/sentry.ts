import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/#sentry-hook-signature */
export const sentry: Provider = {
  name: 'sentry',
  title: 'Sentry',
  scheme: {
    kind: 'header',
    header: 'sentry-hook-signature',
    format: { kind: 'raw' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    secret: 'utf8',
  },
  eventType: { kind: 'header', name: 'sentry-hook-resource' },
  eventId: { kind: 'header', name: 'request-id' },
  answerWithinSeconds: 1,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['Sentry-Hook-Resource', '{type}'], ['Request-ID', '{id}']],
  note: 'The sample hashes re-serialised JSON; the raw body is the same as long as Sentry sends compact JSON. Its timestamp header is not signed.',
};
