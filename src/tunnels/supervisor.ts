import type { PathState, PathStatus } from '../core/public-path.ts';
import { createBackoff } from './backoff.ts';
import type { Probe } from './probe.ts';
import { TUNNEL_TIMINGS, type TunnelTimings } from './timings.ts';
import type { TunnelEvent } from './tunnel-event.ts';
import { TunnelError, type SessionEnd, type TunnelProvider, type TunnelSession } from './types.ts';
import { wait } from './wait.ts';
import { watchSession } from './watch-session.ts';

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

/** A supervised tunnel. */
export interface Supervisor {
  /** Where the public path is open, else null. */
  publicUrl(): string | null;
  status(): PathStatus;
  /** Bounded. */
  stop(): Promise<void>;
}

/** Keeps a public path open, over any provider: opens, probes, notices, and opens again with the same name. */
export function supervise(options: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const run = new SupervisedTunnel(options, stopping.signal);
  const ended = run.loop();
  return {
    publicUrl: () => run.publicUrl,
    status: () => run.status,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

type SessionOutcome =
  | { readonly kind: 'was-up' | 'fatal' }
  | { readonly kind: 'never-up'; readonly end: SessionEnd };

/** With another tunnel to turn to, so many failures in a row mean that this one is down for good. */
const TRIES_BEFORE_FAILOVER = 3;

class SupervisedTunnel {
  publicUrl: string | null = null;
  status: PathStatus;
  readonly #options: SupervisorOptions;
  readonly #timings: TunnelTimings;
  readonly #now: () => number;
  readonly #stop: AbortSignal;
  readonly #whenStopped: Promise<'stopped'>;
  #provider: TunnelProvider;
  #name: string | undefined;
  #lastUrl: string | undefined;
  #lastReason: string | undefined;
  #lostAt: number | undefined;

  constructor(options: SupervisorOptions, stop: AbortSignal) {
    this.#options = options;
    this.#timings = options.timings ?? TUNNEL_TIMINGS;
    this.#now = options.now ?? Date.now;
    this.#stop = stop;
    this.#whenStopped = new Promise((resolve) => {
      stop.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    this.#provider = options.providers[0];
    this.#name = options.name;
    const { name: provider } = this.#provider;
    this.status = {
      provider,
      state: 'opening',
      publicUrl: null,
      latencyMs: null,
      checkedAt: null,
      reason: null,
    };
  }

  async loop(): Promise<void> {
    const { firstRetryMs: firstMs, longestRetryMs: longestMs } = this.#timings;
    const backoff = createBackoff({ firstMs, longestMs, random: this.#options.random ?? Math.random });
    let failures = 0;
    while (!this.#stop.aborted) {
      const outcome = await this.#oneSession();
      if (outcome.kind === 'fatal') break;
      failures = outcome.kind === 'was-up' ? 0 : failures + 1;
      if (failures === 0) backoff.reset();
      if (outcome.kind === 'never-up' && this.#failOver(outcome.end, failures)) {
        failures = 0;
        backoff.reset();
        continue;
      }
      this.#tellStatus('backing-off');
      const least = outcome.kind === 'never-up' ? (outcome.end.retryAfterMs ?? 0) : 0;
      await wait(Math.max(backoff.next(), least), this.#whenStopped);
    }
    this.#tellStatus('stopped');
  }

  /** @returns whether the next tunnel is taken */
  #failOver(end: SessionEnd, failures: number): boolean {
    const { providers, emit } = this.#options;
    if (providers.length < 2 || this.#stop.aborted) return false;
    if (end.kind === 'lost' && failures < TRIES_BEFORE_FAILOVER) return false;
    const at = providers.indexOf(this.#provider);
    const next = providers[(at + 1) % providers.length] as TunnelProvider;
    emit({ kind: 'failover', from: this.#provider.name, to: next.name, reason: end.reason });
    this.#provider = next;
    this.#name = this.#options.name;
    this.#lastReason = undefined;
    // Round once, then wait as after any failure: nothing is gained by going round at full speed.
    return at + 1 < providers.length;
  }

  async #oneSession(): Promise<SessionOutcome> {
    this.#tellStatus('opening');
    const session = await this.#open();
    if ('reason' in session) return { kind: 'never-up', end: session };
    try {
      const problem = this.#refuseName(session);
      if (problem === 'fatal') return { kind: 'fatal' };
      if (problem !== undefined) return { kind: 'never-up', end: this.#unavailable(problem) };
      return await this.#watch(session);
    } finally {
      await session.close();
    }
  }

  async #open(): Promise<TunnelSession | SessionEnd> {
    const { port } = this.#options;
    const deadlineMs = Math.max(this.#timings.openDeadlineMs, this.#provider.openDeadlineMs ?? 0);
    const opening = this.#provider.open({ port, name: this.#name, deadlineMs });
    const first = await Promise.race([opening.catch((error: Error) => error), this.#whenStopped]);
    if (first === 'stopped') {
      void opening.then(
        (session) => session.close(),
        () => undefined,
      );
      return { kind: 'lost', reason: 'stopped' };
    }
    if (!(first instanceof Error)) return first;
    const end: SessionEnd =
      first instanceof TunnelError ? first.end : { kind: 'lost', reason: first.message };
    return this.#unavailable(end);
  }

  /** After a loss the old server may hold the name for a while: another one is of no use to the provider. */
  #refuseName(session: TunnelSession): SessionEnd | 'fatal' | undefined {
    const wanted = this.#name;
    const got = session.name;
    if (wanted === undefined || got === null || got === wanted) return undefined;
    const { requireName, emit } = this.#options;
    const isWaiting =
      this.#lostAt !== undefined && performance.now() - this.#lostAt < this.#timings.nameGraceMs;
    if (isWaiting) return { kind: 'lost', reason: `the name ${wanted} is not free again yet` };
    if (requireName) {
      emit({ kind: 'failed', reason: `the name ${wanted} is taken` });
      return 'fatal';
    }
    if (this.#lastUrl === undefined) emit({ kind: 'other-name', wanted, got });
    return undefined;
  }

  async #watch(session: TunnelSession): Promise<SessionOutcome> {
    this.#tellStatus('probing');
    let wasUp = false;
    const end = await watchSession({
      session,
      probe: this.#options.probe,
      timings: this.#timings,
      now: this.#now,
      stopped: this.#whenStopped,
      ok: (latencyMs) => {
        wasUp = true;
        this.#up(session, latencyMs);
      },
      trouble: (reason) => {
        if (wasUp) this.#tellStatus('degraded', { reason });
      },
    });
    const { publicUrl } = session;
    this.publicUrl = null;
    if (end === undefined || this.#stop.aborted) return { kind: 'was-up' };
    // The server holds the name for a while, whether anything came through or not.
    if (session.name === this.#name) this.#lostAt = performance.now();
    if (!wasUp) return { kind: 'never-up', end: this.#unavailable(end) };
    this.#lastReason = end.reason;
    this.#options.emit({ kind: 'down', publicUrl, reason: end.reason });
    this.#tellStatus('backing-off', { reason: end.reason });
    return { kind: 'was-up' };
  }

  #up(session: TunnelSession, latencyMs: number): void {
    const { publicUrl } = session;
    const { emit } = this.#options;
    const checkedAt = this.#now();
    const before = this.status.checkedAt;
    const isNews = this.publicUrl === null;
    if (isNews && this.#lastUrl !== undefined && this.#lastUrl !== publicUrl)
      emit({ kind: 'changed', from: this.#lastUrl, to: publicUrl });
    this.publicUrl = publicUrl;
    this.#lastUrl = publicUrl;
    this.#lastReason = undefined;
    this.#lostAt = undefined;
    this.#name = session.name ?? this.#name;
    this.#tellStatus('up', { publicUrl, latencyMs, checkedAt, reason: null });
    const gap = before === null ? null : { from: before, to: checkedAt };
    if (isNews) emit({ kind: 'up', publicUrl, latencyMs, gap });
  }

  #unavailable(end: SessionEnd): SessionEnd {
    if (!this.#stop.aborted && end.reason !== this.#lastReason) {
      this.#lastReason = end.reason;
      this.#options.emit({ kind: 'unavailable', reason: end.reason });
    }
    return end;
  }

  #tellStatus(state: PathState, change: Partial<PathStatus> = {}): void {
    const reason = this.#lastReason ?? null;
    this.status = { ...this.status, provider: this.#provider.name, state, reason, ...change };
    this.#options.emit({ kind: 'status', status: this.status });
  }
}
