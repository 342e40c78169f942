import { JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures */
export const adyen: Provider = {
  name: 'adyen',
  title: 'Adyen (classic)',
  scheme: {
    kind: 'special',
    name: 'adyen-items',
    header: null,
    headers: [],
    secret: 'hex',
  },
  eventType: { kind: 'json', path: 'notificationItems.0.NotificationRequestItem.eventCode' },
  eventId: { kind: 'json', path: 'notificationItems.0.NotificationRequestItem.pspReference' },
  answerWithinSeconds: 10,
  answer: { status: null, body: '[accepted]' },
  retryAfterSeconds: [9, 18, 27, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800],
  retryFacts: { inItsWords: 'Adyen goes on for up to 30 days; when, after these, is not published.' },
  handshakes: [],
  headers: JSON_HEADERS,
  note: 'The key is hex. Every notification item carries its own signature, over eight of its fields; the rest is not signed.',
};
