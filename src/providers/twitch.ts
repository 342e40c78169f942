import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#verifying-the-event-message */
export const twitch: Provider = {
  name: 'twitch',
  title: 'Twitch EventSub',
  scheme: {
    kind: 'header',
    header: 'twitch-eventsub-message-signature',
    format: { kind: 'prefix', prefix: 'sha256=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{id}{ts}{body}',
    secret: 'utf8',
    idHeader: 'twitch-eventsub-message-id',
    timestamp: {
      from: { kind: 'header', name: 'twitch-eventsub-message-timestamp' },
      unit: 'iso',
      toleranceSeconds: 600,
      future: false,
    },
  },
  eventType: { kind: 'header', name: 'twitch-eventsub-subscription-type' },
  eventId: { kind: 'header', name: 'twitch-eventsub-message-id' },
  answerWithinSeconds: null,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'webhook_callback_verification',
      method: 'POST',
      match: {
        value: { kind: 'header', name: 'twitch-eventsub-message-type' },
        equals: 'webhook_callback_verification',
      },
      signed: true,
      answer: { kind: 'echo', value: { kind: 'json', path: 'challenge' } },
    },
  ],
  headers: [
    ...JSON_HEADERS,
    ['Twitch-Eventsub-Subscription-Type', '{type}'],
    ['Twitch-Eventsub-Message-Type', 'notification'],
  ],
  note: 'Recommends ten minutes for the age; the subscription is revoked after failures.',
};
