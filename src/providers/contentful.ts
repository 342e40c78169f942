import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://www.contentful.com/developers/docs/extensibility/app-framework/request-verification/ */
export const contentful: Provider = {
  name: 'contentful',
  title: 'Contentful',
  scheme: {
    kind: 'special',
    name: 'contentful',
    header: 'x-contentful-signature',
    headers: ['x-contentful-signature', 'x-contentful-timestamp', 'x-contentful-signed-headers'],
    secret: 'utf8',
    timestamp: {
      from: { kind: 'header', name: 'x-contentful-timestamp' },
      unit: 'ms',
      toleranceSeconds: 30,
      future: false,
    },
  },
  eventType: { kind: 'header', name: 'x-contentful-topic' },
  eventId: null,
  answerWithinSeconds: 30,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [],
  headers: [...JSON_HEADERS, ['X-Contentful-Topic', '{type}']],
  note: 'Signs method, path, chosen headers and body.',
};
