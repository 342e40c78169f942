import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';
import { SVIX_SCHEME } from './svix.ts';

/** https://clerk.com/docs/webhooks/sync-data */
export const clerk: Provider = {
  name: 'clerk',
  title: 'Clerk',
  scheme: SVIX_SCHEME,
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
