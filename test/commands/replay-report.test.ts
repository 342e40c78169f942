import { expect, test } from 'vitest';
import { replayReport, type Replayed } from '../../src/commands/support/replay-report.ts';
import type { Session } from '../../src/commands/support/session.ts';
import type { StoredAttempt } from '../../src/core/attempt.ts';
import type { StoredEvent } from '../../src/core/event.ts';
import { styleFor } from '../../src/render/style.ts';

interface Seen {
  readonly session: Session;
  /** What was written to both outputs, in order. */
  readonly written: string[];
}

interface Circumstances {
  readonly isTty?: boolean;
  readonly json?: boolean;
  readonly env?: Record<string, string>;
}

function scene({ isTty = true, json = false, env = {} }: Circumstances = {}): Seen {
  const written: string[] = [];
  const output = { isTty, isBroken: false, columns: 80, write: (text: string) => void written.push(text) };
  const style = styleFor({ isTty: false, env: {} });
  const io = { stdout: output, stderr: output, env };
  return { written, session: { io, json, style, noteStyle: style } as unknown as Session };
}

function replayed(status: number | null): Replayed {
  const attempt = { n: 2, cause: 'replay', target: 'http://localhost:3000/', startedAt: 0 };
  const answer = { status: status ?? 0, headers: [], body: Buffer.alloc(0) };
  const error = { code: 'refused', message: 'nobody listens' } as const;
  const signature = { status: 'valid', secret: 0 };
  return {
    event: {
      id: 1,
      receivedAt: 0,
      type: 'a.b',
      path: '/',
      duplicateOf: null,
      signature,
    } as unknown as StoredEvent,
    attempt: { ...attempt, durationMs: 1, status, error: status === null ? error : null } as StoredAttempt,
    result: status === null ? { kind: 'failed', error } : { kind: 'answered', answer },
    because: null,
    before: undefined,
    comparison: null,
  };
}

test('on a terminal a bar stands under the lines, counts, and is gone at the end', () => {
  const { session, written } = scene();
  const report = replayReport({ session, total: 4, isComparing: false });
  expect(written.at(-1)).toBe(`[${'-'.repeat(24)}]  0/4`);
  report.show(replayed(200));
  expect(written.at(-1)).toBe(`\r\x1b[2K[${'#'.repeat(6)}${'-'.repeat(18)}]  1/4`);
  report.show(replayed(null));
  expect(written.at(-1)).toContain(']  2/4  1 not delivered');
  report.stop();
  expect(written.at(-1)).toBe('\r\x1b[2K');
});

test.each([
  ['no terminal', { isTty: false }, 4],
  ['--json', { json: true }, 4],
  ['TERM=dumb', { env: { TERM: 'dumb' } }, 4],
  ['one send', {}, 1],
] as const)('%s: no bar and no escape byte', (_name, options, total) => {
  const { session, written } = scene(options);
  const report = replayReport({ session, total, isComparing: false });
  report.show(replayed(200));
  report.stop();
  expect(written).toHaveLength(1);
  expect(written[0]).not.toContain('\x1b');
  expect(written[0]).not.toContain('#---');
});

test('the summary counts by status; no answer is counted as such', () => {
  const report = replayReport({ session: scene().session, total: 4, isComparing: false });
  for (const status of [200, 500, 200, null]) report.show(replayed(status));
  expect(report.summary(2)).toEqual({
    events: 2,
    sent: 4,
    delivered: 2,
    signedAgain: 0,
    byStatus: new Map([
      ['200', 2],
      ['500', 1],
      ['none', 1],
    ]),
    verdicts: null,
  });
});
