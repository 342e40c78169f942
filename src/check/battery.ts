import type { Kit, Probe } from './types.ts';
import { badSignatures } from './probes/bad-signatures.ts';
import { badTimes } from './probes/bad-times.ts';
import { constantTime } from './probes/constant-time.ts';
import { load } from './probes/load.ts';
import { methods } from './probes/methods.ts';
import { noLeaks, stillAlive } from './probes/answers.ts';
import { oddRequests } from './probes/odd-requests.ts';
import { path } from './probes/path.ts';
import { rawBody } from './probes/raw-body.ts';
import { repeats } from './probes/repeats.ts';
import { speed } from './probes/speed.ts';
import { strangeEvents, validEvents } from './probes/valid-events.ts';

/** Every probe, in the order they run. A new one is a value in one of these lists. */
export function battery(kit: Kit): Probe[] {
  return [
    ...validEvents(kit),
    ...rawBody,
    ...strangeEvents,
    ...oddRequests,
    ...badSignatures,
    ...badTimes,
    ...speed,
    ...repeats,
    ...methods,
    ...load,
    constantTime,
    noLeaks,
    stillAlive,
    ...path,
  ];
}
