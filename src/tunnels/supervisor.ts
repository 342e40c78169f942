import type { PathState, PathStatus } from '../core/public-path.ts';
import { createBackoff } from './backoff.ts';
import { NameClaim } from './name-claim.ts';
import type { SupervisorOptions } from './supervisor-options.ts';
import { TUNNEL_TIMINGS, type TunnelTimings } from './timings.ts';
import { TunnelError, type SessionEnd, type TunnelProvider, type TunnelSession } from './types.ts';
import { reclaimName } from './reclaim-name.ts';
import { wait } from './wait.ts';
import { watchSession } from './watch-session.ts';

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
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #stop: AbortSignal;
  readonly #whenStopped: Promise<'stopped'>;
  readonly #claim: NameClaim;
  #provider: TunnelProvider;
  #lastReason: string | undefined;
  /** When the path was last known to be good, where it is not now. */
  #gapFrom: number | undefined;
  /** Opened already, to be used next. */
  #next: TunnelSession | undefined;

  constructor(options: SupervisorOptions, stop: AbortSignal) {
    const { name, requireName, providers, timings = TUNNEL_TIMINGS } = options;
    this.#options = options;
    this.#timings = timings;
    this.#random = options.random ?? Math.random;
    this.#now = options.now ?? Date.now;
    this.#stop = stop;
    this.#whenStopped = new Promise((resolve) => {
      stop.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    this.#provider = providers[0];
    this.#claim = new NameClaim({ name, requireName, graceMs: timings.nameGraceMs });
    const nothing = { publicUrl: null, latencyMs: null, checkedAt: null, reason: null };
    this.status = { provider: this.#provider.name, state: 'opening', ...nothing };
  }

  async loop(): Promise<void> {
    const { firstRetryMs: firstMs, longestRetryMs: longestMs } = this.#timings;
    const backoff = createBackoff({ firstMs, longestMs, random: this.#random });
    let failures = 0;
    while (!this.#stop.aborted) {
      const outcome = await this.#oneSession();
      if (outcome.kind === 'fatal') break;
      failures = outcome.kind === 'was-up' ? 0 : failures + 1;
      if (failures === 0) backoff.reset();
      if (this.#next !== undefined) continue;
      if (outcome.kind === 'never-up' && this.#failOver(outcome.end, failures)) {
        failures = 0;
        backoff.reset();
        continue;
      }
      this.#tellStatus('backing-off');
      const least = outcome.kind === 'never-up' ? (outcome.end.retryAfterMs ?? 0) : 0;
      await wait(Math.max(backoff.next(), least), this.#whenStopped);
    }
    await this.#next?.close();
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
    this.#claim.startAnew();
    this.#lastReason = undefined;
    // Round once, then wait as after any failure: nothing is gained by going round at full speed.
    return at + 1 < providers.length;
  }

  async #oneSession(): Promise<SessionOutcome> {
    this.#tellStatus('opening');
    const session = this.#next ?? (await this.#open());
    this.#next = undefined;
    if ('reason' in session) return { kind: 'never-up', end: this.#unavailable(session) };
    try {
      const grant = this.#claim.judge(session);
      if (grant.kind === 'not-yet') return { kind: 'never-up', end: this.#unavailable(grant.end) };
      if (grant.kind === 'makeshift') return await this.#watchMakeshift(session);
      if (grant.kind === 'refused') {
        this.#options.emit({ kind: 'failed', reason: grant.reason });
        return { kind: 'fatal' };
      }
      if (grant.kind === 'other') this.#options.emit({ ...grant, kind: 'other-name' });
      return await this.#watch(session, this.#whenStopped);
    } finally {
      await session.close();
    }
  }

  /** Serves under another name, and asks for ours meanwhile: for the sender ours is the one that counts. */
  async #watchMakeshift(session: TunnelSession): Promise<SessionOutcome> {
    const over = new AbortController();
    const { firstRetryMs, longestRetryMs } = this.#timings;
    const reclaimed = reclaimName({
      name: this.#claim.wanted as string,
      open: async () => {
        const opened = await this.#open();
        return 'reason' in opened ? undefined : opened;
      },
      forMs: this.#claim.heldForMs,
      backoff: createBackoff({
        firstMs: firstRetryMs * 4,
        longestMs: longestRetryMs / 3,
        random: this.#random,
      }),
      stop: AbortSignal.any([over.signal, this.#stop]),
    });
    const back = reclaimed.then((next) => {
      this.#next = next;
      if (next !== undefined) return undefined;
      if (!over.signal.aborted && !this.#stop.aborted) this.#keep(session);
      return new Promise(() => undefined);
    });
    const outcome = await this.#watch(session, Promise.race([this.#whenStopped, back]));
    over.abort();
    await reclaimed;
    return outcome;
  }

  #keep(session: TunnelSession): void {
    const change = this.#claim.keep(session);
    if (change !== undefined && this.publicUrl !== null) this.#options.emit(change);
  }

  async #open(): Promise<TunnelSession | SessionEnd> {
    const { port } = this.#options;
    const deadlineMs = Math.max(this.#timings.openDeadlineMs, this.#provider.openDeadlineMs ?? 0);
    const opening = this.#provider.open({ port, name: this.#claim.wanted, deadlineMs });
    const first = await Promise.race([opening.catch((error: Error) => error), this.#whenStopped]);
    if (first === 'stopped') {
      void opening.then(
        (session) => session.close(),
        () => undefined,
      );
      return { kind: 'lost', reason: 'stopped' };
    }
    if (!(first instanceof Error)) return first;
    return first instanceof TunnelError ? first.end : { kind: 'lost', reason: first.message };
  }

  async #watch(session: TunnelSession, stopped: Promise<unknown>): Promise<SessionOutcome> {
    this.#tellStatus('probing');
    let wasUp = false;
    const end = await watchSession({
      session,
      probe: this.#options.probe,
      timings: this.#timings,
      now: this.#now,
      stopped,
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
    this.#claim.ended(session);
    if (!wasUp) return { kind: 'never-up', end: this.#unavailable(end) };
    this.#gapFrom = this.status.checkedAt ?? undefined;
    this.#lastReason = end.reason;
    this.#options.emit({ kind: 'down', publicUrl, reason: end.reason });
    return { kind: 'was-up' };
  }

  #up(session: TunnelSession, latencyMs: number): void {
    const { publicUrl } = session;
    const checkedAt = this.#now();
    const isNews = this.publicUrl === null;
    const change = isNews ? this.#claim.cameUp(session) : undefined;
    this.publicUrl = publicUrl;
    this.#lastReason = undefined;
    this.#tellStatus('up', { publicUrl, latencyMs, checkedAt, reason: null });
    if (!isNews) return;
    if (change !== undefined) this.#options.emit(change);
    const from = this.#gapFrom;
    this.#gapFrom = undefined;
    const gap = from === undefined ? null : { from, to: checkedAt };
    this.#options.emit({ kind: 'up', publicUrl, latencyMs, gap });
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
