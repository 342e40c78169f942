import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events */
export const zoom: Provider = {
  name: 'zoom',
  title: 'Zoom',
  scheme: {
    kind: 'header',
    header: 'x-zm-signature',
    format: { kind: 'prefix', prefix: 'v0=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: 'v0:{ts}:{body}',
    secret: 'utf8',
    timestamp: {
      from: { kind: 'header', name: 'x-zm-request-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: false,
    },
  },
  eventType: { kind: 'json', path: 'event' },
  eventId: null,
  answerWithinSeconds: 3,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'endpoint.url_validation',
      method: 'POST',
      match: { value: { kind: 'json', path: 'event' }, equals: 'endpoint.url_validation' },
      signed: true,
      answer: {
        kind: 'hmac-json',
        value: { kind: 'json', path: 'payload.plainToken' },
        key: 'encryptedToken',
        echo: 'plainToken',
        encoding: 'hex',
        prefix: '',
      },
    },
  ],
  headers: JSON_HEADERS,
  note: "No tolerance is documented; 300 s are used here. Zoom's own samples hash re-serialised JSON; the raw body is what it signs. The URL is validated again every 72 hours.",
};
