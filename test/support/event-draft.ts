import type { EventDraft } from '../../src/core/event.ts';

/** A valid, pending event for tests; whatever a test is about is given in `overrides`. */
export function eventDraft(overrides: Partial<EventDraft> = {}): EventDraft {
  return {
    method: 'POST',
    path: '/webhooks',
    headers: [
      ['Host', 'example.test'],
      ['Content-Type', 'application/json'],
    ],
    body: Buffer.from('{"type":"order.created"}'),
    receivedAt: 1_800_000_000_000,
    origin: 'local',
    type: 'order.created',
    providerEventId: null,
    endpoint: 'default',
    provider: 'store',
    signature: { status: 'valid', secret: 0 },
    outcome: 'pending',
    ...overrides,
  };
}
