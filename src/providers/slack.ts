import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://api.slack.com/authentication/verifying-requests-from-slack */
export const slack: Provider = {
  name: 'slack',
  title: 'Slack',
  scheme: {
    kind: 'header',
    header: 'x-slack-signature',
    format: { kind: 'prefix', prefix: 'v0=' },
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: 'v0:{ts}:{body}',
    secret: 'utf8',
    timestamp: {
      from: { kind: 'header', name: 'x-slack-request-timestamp' },
      unit: 's',
      toleranceSeconds: 300,
      future: true,
    },
  },
  eventType: { kind: 'json', path: 'event.type' },
  eventId: { kind: 'json', path: 'event_id' },
  answerWithinSeconds: 3,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [0, 60, 300],
  handshakes: [
    {
      name: 'url_verification',
      method: 'POST',
      match: { value: { kind: 'json', path: 'type' }, equals: 'url_verification' },
      signed: true,
      answer: { kind: 'echo-json', value: { kind: 'json', path: 'challenge' }, key: 'challenge' },
    },
  ],
  headers: [
    ...JSON_HEADERS,
    ['Accept', '*/*'],
    ['User-Agent', 'Slackbot 1.0 (+https://api.slack.com/robots)'],
  ],
  note: 'The documentation refuses timestamps more than 300 s away in either direction, Bolt only old ones. ssl_check forms are unsigned.',
};
