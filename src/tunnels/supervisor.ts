import { createBackoff } from './backoff.ts';
import type { Probe, ProbeResult } from './probe.ts';
import type { TunnelProvider, TunnelSession } from './types.ts';

/** What the user should hear of the public path. */
export type TunnelEvent =
  /** A probe came back through the public URL. */
  | { readonly kind: 'up'; readonly publicUrl: string; readonly latencyMs: number }
  | { readonly kind: 'down'; readonly publicUrl: string; readonly reason: string }
  | { readonly kind: 'changed'; readonly from: string; readonly to: string }
  /** Not open yet, or not again; told once per reason, the trying goes on. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'other-name'; readonly wanted: string; readonly got: string }
  /** Given up: the one name that would do is taken. */
  | { readonly kind: 'failed'; readonly reason: string };

/** All waiting times, in ms. */
export interface TunnelTimings {
  readonly openDeadlineMs: number;
  readonly probeTimeoutMs: number;
  readonly probeEveryMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long a server may hold the name of a client that is gone (60 s in current ones). */
  readonly nameGraceMs: number;
}

export const TUNNEL_TIMINGS: TunnelTimings = {
  // Shorter than the ten seconds listen waits with "ready", so that the reason is known by then.
  openDeadlineMs: 8000,
  probeTimeoutMs: 5000,
  probeEveryMs: 20_000,
  firstRetryMs: 250,
  longestRetryMs: 30_000,
  nameGraceMs: 65_000,
};

/** What the supervisor is made from. */
export interface SupervisorOptions {
  readonly provider: TunnelProvider;
  readonly probe: Probe;
  readonly port: number;
  readonly name: string | undefined;
  /** Fail rather than take another name. */
  readonly requireName: boolean;
  readonly timings?: TunnelTimings;
  readonly random?: () => number;
  emit(event: TunnelEvent): void;
}

/** A supervised tunnel. */
export interface Supervisor {
  /** Where the public path is open, else null. */
  publicUrl(): string | null;
  /** Bounded. */
  stop(): Promise<void>;
}

/** Keeps one tunnel open, over any provider: opens, probes, notices, and opens again with the same name. */
export function supervise(options: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const run = new SupervisedTunnel(options, stopping.signal);
  const ended = run.loop();
  return {
    publicUrl: () => run.publicUrl,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

class SupervisedTunnel {
  publicUrl: string | null = null;
  readonly #options: SupervisorOptions;
  readonly #timings: TunnelTimings;
  readonly #stop: AbortSignal;
  readonly #whenStopped: Promise<'stopped'>;
  #name: string | undefined;
  #lastUrl: string | undefined;
  #lastReason: string | undefined;
  #lostAt: number | undefined;

  constructor(options: SupervisorOptions, stop: AbortSignal) {
    this.#options = options;
    this.#timings = options.timings ?? TUNNEL_TIMINGS;
    this.#stop = stop;
    this.#whenStopped = new Promise((resolve) => {
      stop.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    this.#name = options.name;
  }

  async loop(): Promise<void> {
    const { firstRetryMs: firstMs, longestRetryMs: longestMs } = this.#timings;
    const backoff = createBackoff({ firstMs, longestMs, random: this.#options.random ?? Math.random });
    while (!this.#stop.aborted) {
      const result = await this.#oneSession();
      if (result === 'fatal') return;
      if (result === 'was-up') backoff.reset();
      await this.#pause(backoff.next());
    }
  }

  async #oneSession(): Promise<'was-up' | 'never-up' | 'fatal'> {
    const session = await this.#open();
    if (session === undefined) return 'never-up';
    try {
      const accepted = this.#acceptName(session);
      if (accepted !== 'yes') return accepted === 'no' ? 'fatal' : 'never-up';
      return (await this.#watch(session)) ? 'was-up' : 'never-up';
    } finally {
      await session.close();
    }
  }

  async #open(): Promise<TunnelSession | undefined> {
    const { provider, port } = this.#options;
    const opening = provider.open({ port, name: this.#name, deadlineMs: this.#timings.openDeadlineMs });
    const first = await Promise.race([opening.catch((error: Error) => error), this.#whenStopped]);
    if (first === 'stopped')
      void opening.then(
        (session) => session.close(),
        () => undefined,
      );
    else if (first instanceof Error) this.#unavailable(first.message);
    else return first;
    return undefined;
  }

  /** After a loss the old server may hold the name for a while: another one is of no use to the provider. */
  #acceptName(session: TunnelSession): 'yes' | 'later' | 'no' {
    const wanted = this.#name;
    const got = session.name;
    if (wanted === undefined || got === null || got === wanted) return 'yes';
    const { requireName, emit } = this.#options;
    if (this.#lostAt !== undefined) {
      const isWaiting = performance.now() - this.#lostAt < this.#timings.nameGraceMs;
      if (isWaiting || requireName) return this.#later(`the name ${wanted} is not free again yet`);
      return 'yes';
    }
    if (requireName) {
      emit({ kind: 'failed', reason: `the name ${wanted} is taken` });
      return 'no';
    }
    emit({ kind: 'other-name', wanted, got });
    return 'yes';
  }

  #later(reason: string): 'later' {
    this.#unavailable(reason);
    return 'later';
  }

  /** Probes until the session ends or two probes in a row fail. @returns whether it was ever up */
  async #watch(session: TunnelSession): Promise<boolean> {
    let ended: string | undefined;
    void session.ended.then(({ reason }) => (ended = reason));
    let failures = 0;
    let wasUp = false;
    while (!this.#stop.aborted && ended === undefined) {
      const result = await this.#probe(session);
      if (ended !== undefined || result === 'stopped') break;
      failures = result.kind === 'ok' ? 0 : failures + 1;
      if (result.kind === 'ok') {
        this.#up(session, result.latencyMs);
        wasUp = true;
      } else if (failures > 1) {
        ended = result.reason;
        break;
      }
      const wait = failures > 0 ? this.#timings.firstRetryMs * 4 : this.#timings.probeEveryMs;
      await this.#pause(wait, session.ended);
    }
    this.#down(ended ?? 'stopped', wasUp);
    return wasUp;
  }

  #probe(session: TunnelSession): Promise<ProbeResult | 'stopped'> {
    const checking = this.#options.probe.check(session.publicUrl, this.#timings.probeTimeoutMs);
    const lost = session.ended.then(({ reason }): ProbeResult => ({ kind: 'failed', reason }));
    return Promise.race([checking, lost, this.#whenStopped]);
  }

  #up(session: TunnelSession, latencyMs: number): void {
    if (this.publicUrl !== null) return;
    const { publicUrl } = session;
    if (this.#lastUrl !== undefined && this.#lastUrl !== publicUrl) {
      this.#options.emit({ kind: 'changed', from: this.#lastUrl, to: publicUrl });
    }
    this.publicUrl = publicUrl;
    this.#lastUrl = publicUrl;
    this.#lastReason = undefined;
    this.#lostAt = undefined;
    this.#name = session.name ?? this.#name;
    this.#options.emit({ kind: 'up', publicUrl, latencyMs });
  }

  #down(reason: string, wasUp: boolean): void {
    const publicUrl = this.publicUrl;
    this.publicUrl = null;
    if (this.#stop.aborted) return;
    if (!wasUp || publicUrl === null) return this.#unavailable(reason);
    this.#lostAt = performance.now();
    this.#lastReason = reason;
    this.#options.emit({ kind: 'down', publicUrl, reason });
  }

  #unavailable(reason: string): void {
    if (this.#stop.aborted || reason === this.#lastReason) return;
    this.#lastReason = reason;
    this.#options.emit({ kind: 'unavailable', reason });
  }

  /** Waits, but no longer than until the end of the session or of everything. */
  async #pause(ms: number, until?: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const time = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([time, this.#whenStopped, ...(until === undefined ? [] : [until])]);
    clearTimeout(timer);
  }
}
