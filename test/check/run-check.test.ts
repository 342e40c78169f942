import { expect, test } from 'vitest';
import { runCheck } from '../../src/check/run-check.ts';
import type { Exchange, Shot, Wire } from '../../src/check/types.ts';
import { testKit } from '../support/check-kit.ts';
import { mistakesIn, PARTS_SECRET, partsOf, wireTo } from '../support/check-parts.ts';
import { verifyingServer } from '../support/verifying-server.ts';

const PROVIDERS = ['store', 'paddle', 'slack', 'hubspot-v3', 'twitch', 'mailgun', 'svix', 'zendesk', 'okta'];

test.each(PROVIDERS)('%s: a receiver that verifies as we do is right', async (name) => {
  const { provider } = testKit(name);
  const port = await verifyingServer({ provider, secrets: [PARTS_SECRET], url: 'http://localhost/hooks' });
  expect(mistakesIn(await runCheck(partsOf(name, wireTo(port))))).toEqual([]);
});

function answering(reply: (shot: Shot, index: number) => Exchange['result']): Wire & { sent: Shot[] } {
  const sent: Shot[] = [];
  return {
    sent,
    send: (shot) => {
      sent.push(shot);
      return Promise.resolve({ shot, durationMs: 1, result: reply(shot, sent.length) });
    },
    openLine: () => ({ time: () => Promise.resolve(undefined), close: () => undefined }),
    certificate: () => Promise.resolve(null),
    close: () => undefined,
  };
}

function status(code: number): Exchange['result'] {
  return { kind: 'answered', answer: { status: code, headers: [], body: Buffer.alloc(0) } };
}

const SILENT = { kind: 'failed', error: { code: 'timeout', message: 'no answer within 10 s' } } as const;

test('three requests in a row without an answer, and nothing more is sent', async () => {
  const wire = answering(() => SILENT);
  const output = await runCheck(partsOf('store', wire));
  expect(wire.sent).toHaveLength(3);
  expect(output).toMatchObject({ ending: 'gave-up' });
});

test('one that hangs at every second request is given up as well', async () => {
  const wire = answering((_shot, index) => (index % 2 === 0 ? SILENT : status(200)));
  const output = await runCheck(partsOf('store', wire));
  expect(wire.sent.length).toBeLessThan(20);
  expect(output).toMatchObject({ ending: 'gave-up' });
});

test.each(['refused', 'unresolved', 'tls'] as const)('%s at the first request: unreachable', async (code) => {
  const wire = answering(() => ({ kind: 'failed', error: { code, message: 'x' } }));
  expect(await runCheck(partsOf('store', wire))).toMatchObject({ kind: 'unreachable', error: { code } });
  expect(wire.sent).toHaveLength(1);
});

test('what was cut off by a stop is no result', async () => {
  let isStopped = false;
  const wire = answering((_shot, index) => {
    isStopped = index === 5;
    return isStopped ? SILENT : status(200);
  });
  const output = await runCheck(partsOf('store', wire, { isStopped: () => isStopped }));
  expect(output).toMatchObject({ ending: 'interrupted' });
  expect(output.kind === 'ran' && output.results.map(({ id }) => id)).toEqual([
    'event:order.created',
    'json-whitespace',
  ]);
});

test('slow answers: too slow for the provider is a failure, slower than a second a warning', async () => {
  const slowly = (ms: number): Wire => {
    const wire = answering((shot) => status(shot.method === 'POST' ? 200 : 405));
    return {
      ...wire,
      send: async (shot) => ({ ...(await wire.send(shot)), durationMs: ms }),
    };
  };
  const found = async (ms: number): Promise<string[]> => {
    const speed = partsOf('slack', slowly(ms)).probes.filter(({ mistake }) => mistake === 'slow');
    return mistakesIn(await runCheck(partsOf('slack', slowly(ms), { probes: speed })));
  };
  expect(await found(900)).toEqual([]);
  expect(await found(2900)).toEqual(['answers-within-1s: slow']);
  expect(await found(3100)).toEqual(['answers-in-time: slow', 'answers-within-1s: slow']);
});
