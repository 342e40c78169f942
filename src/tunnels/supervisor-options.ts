import type { Probe } from './probe.ts';
import type { TunnelTimings } from './timings.ts';
import type { TunnelEvent } from './tunnel-event.ts';
import type { TunnelProvider } from './types.ts';

/** What the supervisor is made from. */
export interface SupervisorOptions {
  /** In the order of preference; the next is taken when one is down for good or rate limited. */
  readonly providers: readonly [TunnelProvider, ...TunnelProvider[]];
  readonly probe: Probe;
  readonly port: number;
  readonly name: string | undefined;
  /** Fail rather than take another name. */
  readonly requireName: boolean;
  readonly timings?: TunnelTimings;
  readonly random?: () => number;
  /** The wall clock, in ms since 1970. */
  readonly now?: () => number;
  emit(event: TunnelEvent): void;
}
