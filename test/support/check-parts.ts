import { battery } from '../../src/check/battery.ts';
import type { CheckOutput, CheckParts } from '../../src/check/run-check.ts';
import { selectProbes } from '../../src/check/select-probes.ts';
import type { Wire } from '../../src/check/types.ts';
import { openWire } from '../../src/check/wire.ts';
import { parseTarget, type Target } from '../../src/core/target.ts';
import { guardedLookup } from '../../src/http/connector.ts';
import { deliveryError } from '../../src/http/delivery-error.ts';
import { testKit } from './check-kit.ts';

export const PARTS_SECRET = 'whsec_bmV3IHNlY3JldCBvZiAyNCBieXRlcw==';

/** The parts of a run of all probes but those that take seconds. */
export function partsOf(provider: string, wire: Wire, options: Partial<CheckParts> = {}): CheckParts {
  const kit = testKit(provider, [PARTS_SECRET]);
  const skip = ['constant-time', 'slow-sender', 'burst'];
  return {
    kit,
    wire,
    probes: selectProbes(battery(kit), { only: undefined, skip }),
    secrets: [PARTS_SECRET],
    count: null,
    clock: () => performance.now(),
    now: Date.now,
    random: Math.random,
    isStopped: () => false,
    emit: () => undefined,
    ...options,
  };
}

/** A real wire to a port of this machine. */
export function wireTo(port: number): Wire {
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

/** The probes that found something, each with the mistake it names. */
export function mistakesIn(output: CheckOutput): string[] {
  if (output.kind === 'unreachable') return [output.error.message];
  return output.results
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
    .map(({ id, mistake }) => `${id}: ${mistake}`);
}
