import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
export const awsSns: Provider = {
  name: 'aws-sns',
  title: 'AWS SNS',
  scheme: {
    kind: 'special',
    name: 'aws-sns',
    header: null,
    headers: [],
    secret: 'key',
    timestamp: { from: { kind: 'json', path: 'Timestamp' }, unit: 'iso', toleranceSeconds: 0, future: false },
  },
  eventType: { kind: 'json', path: 'Type' },
  eventId: { kind: 'json', path: 'MessageId' },
  answerWithinSeconds: 15,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'SubscriptionConfirmation',
      method: 'POST',
      match: { value: { kind: 'json', path: 'Type' }, equals: 'SubscriptionConfirmation' },
      signed: true,
      answer: {
        kind: 'visit',
        url: { kind: 'json', path: 'SubscribeURL' },
        hosts: ['sns.*.amazonaws.com', 'sns.*.amazonaws.com.cn'],
      },
    },
  ],
  headers: [...JSON_HEADERS, ['X-Amz-Sns-Message-Type', '{type}'], ['X-Amz-Sns-Message-Id', '{id}']],
  note: 'The body names its certificate: it is fetched only when asked for (verify --fetch-key), from sns.*.amazonaws.com. To forge, the secret is an RSA test key in PEM. Raw delivery is unsigned.',
};
