import type { AttemptDraft } from '../../src/core/attempt.ts';

/** An attempt the app answered with a status. */
export function answered(status: number, body: Buffer = Buffer.from('ok')): AttemptDraft {
  return {
    cause: 'forward',
    target: 'http://localhost:3000/webhooks',
    startedAt: 1_800_000_000_100,
    durationMs: 12.345,
    result: { kind: 'answered', answer: { status, headers: [['Content-Type', 'text/plain']], body } },
  };
}

/** An attempt that reached nobody. */
export function refused(): AttemptDraft {
  const error = { code: 'refused', message: 'nothing listens on localhost:3000' } as const;
  return { ...answered(200), result: { kind: 'failed', error } };
}
