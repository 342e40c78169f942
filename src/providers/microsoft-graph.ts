import { ANY_SUCCESS, JSON_HEADERS, type Provider } from '../core/provider.ts';

/** https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks */
export const microsoftGraph: Provider = {
  name: 'microsoft-graph',
  title: 'Microsoft Graph',
  scheme: {
    kind: 'special',
    name: 'client-state',
    header: null,
    headers: [],
    secret: 'utf8',
  },
  eventType: { kind: 'json', path: 'value.0.changeType' },
  eventId: { kind: 'json', path: 'value.0.id' },
  answerWithinSeconds: 3,
  answer: ANY_SUCCESS,
  retryAfterSeconds: [],
  handshakes: [
    {
      name: 'validationToken',
      method: 'POST',
      match: { value: { kind: 'query', name: 'validationToken' } },
      signed: false,
      answer: { kind: 'echo', value: { kind: 'query', name: 'validationToken' } },
    },
  ],
  headers: JSON_HEADERS,
  note: 'The clientState of every notification must be the secret: nothing is signed. Rich notifications are not decrypted. Tries again for four hours.',
};
