import { CliError, environmentError } from '../../core/errors.ts';
import type { Gap } from '../../core/public-path.ts';
import type { ListenReporter, TunnelNews } from '../../render/listen-reporter.ts';
import { supervise, type Supervisor } from '../../tunnels/supervisor.ts';
import type { TunnelTimings } from '../../tunnels/timings.ts';
import type { TunnelEvent } from '../../tunnels/tunnel-event.ts';
import { resendAdvice } from './resend-advice.ts';
import type { Listener } from './listener.ts';
import type { ChosenTunnel } from './open-tunnel.ts';
import type { Session } from './session.ts';

/** How long "ready" waits for the public URL. */
const READY_WITHIN_MS = 10_000;

/** What the public path is made from. */
export interface TunnelReportParts {
  readonly session: Session;
  readonly listener: Listener;
  readonly reporter: ListenReporter;
  readonly tunnel: ChosenTunnel | null;
  /** `--require-tunnel`. */
  readonly mustOpen: boolean;
  readonly timings?: TunnelTimings;
}

/** The public path of a listener. */
export interface PublicPath {
  /** Resolves where the listener must not go on without it. */
  readonly failed: Promise<CliError>;
  stop(): Promise<void>;
}

/** Supervises the tunnel and tells the user: ready once, and each loss, change and recovery. */
export function reportTunnel(parts: TunnelReportParts): PublicPath {
  const { tunnel, listener } = parts;
  const story = new TunnelStory(parts);
  if (tunnel === null) {
    story.ready(null);
    return { failed: new Promise(() => undefined), stop: () => Promise.resolve() };
  }
  let supervisor: Supervisor | undefined;
  const failed = new Promise<CliError>((resolve) => {
    const timer = setTimeout(() => story.late(resolve), READY_WITHIN_MS);
    timer.unref();
    const emit = (event: TunnelEvent): void => story.tell(event, resolve);
    const { timings, session } = parts;
    const { probe, port } = listener;
    const { now } = session.io;
    supervisor = supervise({ ...tunnel, probe, port, emit, now, ...(timings ? { timings } : {}) });
  });
  return { failed, stop: async () => supervisor?.stop() };
}

class TunnelStory {
  readonly #parts: TunnelReportParts;
  #isReady = false;
  #reason = 'it does not answer yet';

  constructor(parts: TunnelReportParts) {
    this.#parts = parts;
  }

  ready(publicUrl: string | null, reason: string | null = null): void {
    const { listener, reporter } = this.#parts;
    this.#isReady = true;
    reporter.ready({
      publicUrl,
      localUrl: listener.localUrl,
      inspectorUrl: null,
      target: listener.target,
      reason,
    });
  }

  /** The time for the public URL is over. */
  late(fail: (error: CliError) => void): void {
    if (this.#isReady) return;
    if (this.#parts.mustOpen) fail(noTunnel(this.#reason));
    else this.ready(null, this.#reason);
  }

  tell(event: TunnelEvent, fail: (error: CliError) => void): void {
    const { reporter, listener } = this.#parts;
    switch (event.kind) {
      case 'up':
        if (this.#isReady) this.#news('up', event.publicUrl, { gap: event.gap });
        else this.ready(event.publicUrl);
        return;
      case 'down':
        return this.#news('down', event.publicUrl, { detail: event.reason });
      case 'changed':
        return this.#news('changed', event.to, { detail: event.from, stage: event.stage });
      case 'status':
        void listener.publish(event.status);
        return reporter.status(event.status);
      case 'failover':
        return reporter.warning(
          `${event.from} gives no public URL: ${event.reason}; trying ${event.to} instead`,
        );
      case 'other-name':
        return reporter.warning(
          `the name ${event.wanted} is taken, got ${event.got}: register that URL, or use --require-subdomain`,
        );
      case 'unavailable':
        this.#reason = event.reason;
        return reporter.warning(
          `no public URL: ${event.reason}; receiving at ${listener.localUrl}, still trying`,
        );
      case 'failed':
        return fail(noTunnel(event.reason));
    }
  }

  #news(
    state: TunnelNews['state'],
    publicUrl: string,
    { detail = '', gap = null, stage = null }: Detail,
  ): void {
    const { reporter, listener } = this.#parts;
    const advice = gap === null ? null : resendAdvice(listener.providers);
    reporter.tunnel({ state, publicUrl, detail, gap, advice, stage });
  }
}

interface Detail {
  readonly detail?: string;
  readonly gap?: Gap | null;
  readonly stage?: TunnelNews['stage'];
}

function noTunnel(reason: string): CliError {
  return environmentError(
    `no public URL: ${reason}`,
    'Try again later, choose another --subdomain, or use --tunnel none.',
  );
}
