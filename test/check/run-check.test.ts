import { expect, test } from 'vitest';
import { battery } from '../../src/check/battery.ts';
import { runCheck, type CheckOutput, type CheckParts } from '../../src/check/run-check.ts';
import { selectProbes } from '../../src/check/select-probes.ts';
import type { Exchange, Shot, Wire } from '../../src/check/types.ts';
import { openWire } from '../../src/check/wire.ts';
import { parseTarget, type Target } from '../../src/core/target.ts';
import { guardedLookup } from '../../src/http/connector.ts';
import { deliveryError } from '../../src/http/delivery-error.ts';
import { testKit } from '../support/check-kit.ts';
import { verifyingServer } from '../support/verifying-server.ts';

const SECRET = 'whsec_bmV3IHNlY3JldCBvZiAyNCBieXRlcw==';

/** The parts of a run, over a wire that leads nowhere unless one is given. */
function partsOf(provider: string, wire: Wire, options: Partial<CheckParts> = {}): CheckParts {
  const kit = testKit(provider, [SECRET]);
  const skip = ['constant-time', 'slow-sender', 'burst'];
  return {
    kit,
    wire,
    probes: selectProbes(battery(kit), { only: undefined, skip }),
    secrets: [SECRET],
    count: null,
    clock: () => performance.now(),
    now: Date.now,
    random: Math.random,
    isStopped: () => false,
    emit: () => undefined,
    ...options,
  };
}

function wireTo(port: number): Wire {
  const target = parseTarget(`${port}`) as Target;
  return openWire({
    target,
    timeoutMs: 10_000,
    lookup: guardedLookup(false),
    ca: undefined,
    insecure: false,
    hostHeader: undefined,
    clock: () => performance.now(),
    explain: (error) => deliveryError(error, target.hostname),
  });
}

function failed(output: CheckOutput): string[] {
  if (output.kind === 'unreachable') return [output.error.message];
  return output.results
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
    .map(({ id, found }) => `${id}: ${found}`);
}

const PROVIDERS = ['store', 'paddle', 'slack', 'hubspot-v3', 'twitch', 'mailgun', 'svix', 'zendesk', 'okta'];

test.each(PROVIDERS)('%s: a receiver that verifies as we do is right', async (name) => {
  const { provider } = testKit(name);
  const port = await verifyingServer({ provider, secrets: [SECRET], url: 'http://localhost/hooks' });
  expect(failed(await runCheck(partsOf(name, wireTo(port))))).toEqual([]);
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
