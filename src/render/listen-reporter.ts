import type { StoredEvent } from '../core/event.ts';
import type { Output } from '../core/io.ts';
import type { Gap, PathStatus } from '../core/public-path.ts';
import type { PipelineSignal } from '../core/signal.ts';
import { durationWords } from '../core/time.ts';
import { clockText, eventLine, pendingLine } from './event-line.ts';
import { attemptJson, eventJson, jsonLine } from './json.ts';
import { safe } from './safe.ts';
import { statusLine } from './status-line.ts';
import type { Style } from './style.ts';

/** What `listen` says once it is ready. */
export interface ReadyInfo {
  readonly publicUrl: string | null;
  readonly localUrl: string;
  readonly inspectorUrl: string | null;
  readonly target: string | null;
  /** Why there is no public URL, where there should be one. */
  readonly reason: string | null;
}

/** A change of the public path. */
export interface TunnelNews {
  readonly state: 'up' | 'down' | 'changed';
  readonly publicUrl: string;
  /** Why it is down, or the URL before it changed. */
  readonly detail: string;
  /** The time without a public path that is over now. */
  readonly gap: Gap | null;
  /** Of a change: for how long it will be so. */
  readonly stage: 'for-now' | 'back' | 'for-good' | null;
  /** What to do about events of that time. */
  readonly advice: string | null;
}

/** Whoever shows what `listen` does: the terminal and the JSON stream are equals. */
export interface ListenReporter {
  ready(info: ReadyInfo): void;
  signal(signal: PipelineSignal): void;
  tunnel(news: TunnelNews): void;
  warning(message: string): void;
  /** The public path as it is now. */
  status(status: PathStatus): void;
  /** The last call. */
  end(): void;
}

/** One JSON object per line, and nothing else. */
export function jsonReporter(stdout: Output): ListenReporter {
  const line = (value: unknown): void => stdout.write(jsonLine(value));
  return {
    ready: ({ publicUrl, localUrl, inspectorUrl, target, reason }) =>
      line({ kind: 'ready', publicUrl, localUrl, inspectorUrl, target, reason }),
    tunnel: ({ state, publicUrl, detail, gap, advice, stage }) =>
      line({
        kind: 'tunnel',
        state,
        publicUrl,
        detail,
        stage,
        ...(gap === null ? {} : gapJson(gap)),
        advice,
      }),
    warning: (message) => line({ kind: 'warning', message }),
    status: (status) => line({ kind: 'status', ...statusJson(status) }),
    end: () => undefined,
    signal: (signal) => {
      if (signal.kind === 'stored') line({ kind: 'event', ...eventJson(signal.event) });
      if (signal.kind === 'attempt') {
        line({ kind: 'attempt', eventId: signal.eventId, ...attemptJson(signal.attempt) });
      }
      if (signal.kind === 'settled' && signal.diagnosis !== undefined) {
        line({ kind: 'diagnosis', eventId: signal.event.id, ...signal.diagnosis });
      }
      if (signal.kind === 'warning' || signal.kind === 'app') line(signal);
    },
  };
}

function gapJson({ from, to }: Gap): object {
  return { downFrom: new Date(from).toISOString(), downTo: new Date(to).toISOString() };
}

/** The public path's status as `--json` and `listen.json` tell it. */
export function statusJson({ checkedAt, latencyMs, ...status }: PathStatus) {
  return {
    ...status,
    latencyMs: latencyMs === null ? null : Math.round(latencyMs),
    checkedAt: checkedAt === null ? null : new Date(checkedAt).toISOString(),
  };
}

/** What the terminal reporter writes to. */
export interface TerminalParts {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly style: Style;
  readonly noteStyle: Style;
  readonly quiet: boolean;
  /** A terminal that cannot move its cursor. */
  readonly isDumb: boolean;
}

const PENDING_AFTER_MS = 1000;

/** One line per event once its outcome is known; talk goes to stderr. */
export function terminalReporter(parts: TerminalParts): ListenReporter {
  const { style, noteStyle } = parts;
  const isLive = parts.stdout.isTty && parts.stderr.isTty && !parts.quiet && !parts.isDumb;
  const line = isLive ? statusLine(parts.stdout, parts.stderr) : undefined;
  const { stdout, stderr } = line ?? parts;
  const waiting = new Map<number, NodeJS.Timeout>();
  let isReady = false;
  const warning = (message: string): void => {
    if (!parts.quiet) stderr.write(`${noteStyle.warn('warning')}: ${safe(message)}\n`);
  };
  return {
    ready: (info) => {
      isReady = true;
      stdout.write(readyText(info, style));
    },
    tunnel: (news) => stdout.write(`${tunnelText(news, style)}\n`),
    warning,
    status: (status) => {
      // Until then a spinner has the line.
      if (isReady) line?.show(statusText(status, style), style.faint);
    },
    end: () => line?.show(''),
    signal: (signal) => {
      if (signal.kind === 'warning') warning(signal.message);
      if (signal.kind === 'app') stdout.write(`${appText(signal, style)}\n`);
      if (signal.kind === 'repeated') stdout.write(`${eventLine({ ...signal, answered: null }, style)}\n`);
      if (signal.kind === 'stored' && signal.event.outcome === 'pending' && stdout.isTty)
        waiting.set(signal.event.id, announce({ stdout, style }, signal.event));
      if (signal.kind !== 'settled') return;
      clearTimeout(waiting.get(signal.event.id));
      waiting.delete(signal.event.id);
      stdout.write(`${eventLine(signal, style)}\n`);
    },
  };
}

function announce(
  { stdout, style }: Pick<TerminalParts, 'stdout' | 'style'>,
  event: StoredEvent,
): NodeJS.Timeout {
  const timer = setTimeout(() => stdout.write(`${pendingLine(event, style)}\n`), PENDING_AFTER_MS);
  return timer.unref();
}

function readyText(info: ReadyInfo, style: Style): string {
  const { arrow } = style.symbols;
  const target = info.target === null ? 'captured only, no target' : info.target;
  const open = info.publicUrl ?? info.localUrl;
  const lines = [`${style.good('Ready')}  ${style.strong(open)}  ${arrow}  ${safe(target)}`];
  if (info.publicUrl !== null) lines.push(style.faint(`       local: ${info.localUrl}`));
  if (info.reason !== null)
    lines.push(style.warn(`       no public URL yet: ${safe(info.reason)}; still trying`));
  if (info.inspectorUrl !== null) lines.push(style.faint(`       inspector: ${info.inspectorUrl}`));
  lines.push(style.faint('       Ctrl-C to stop'));
  return `${lines.join('\n')}\n`;
}

function tunnelText({ state, publicUrl, detail, gap, advice, stage }: TunnelNews, style: Style): string {
  const url = style.strong(safe(publicUrl));
  if (state === 'down') return `${style.bad('PUBLIC URL DOWN')}  ${url}  ${safe(detail)}; opening it again`;
  if (state === 'changed')
    return `${style.bad('PUBLIC URL CHANGED')}  ${safe(detail)} is now ${url}: ${CHANGE_WORDS[stage ?? 'for-good']}`;
  const lines = [`${style.good('PUBLIC URL UP')}  ${url}${gap === null ? '' : `  ${gapText(gap)}`}`];
  if (advice !== null) lines.push(style.faint(`       ${safe(advice)}`));
  return lines.join('\n');
}

function appText(signal: PipelineSignal & { kind: 'app' }, style: Style): string {
  const { state, target, reason, waiting } = signal;
  const where = style.strong(safe(target));
  const events = `${waiting} ${waiting === 1 ? 'event' : 'events'}`;
  if (state === 'up') return `${style.good('APP BACK')}  ${where}  delivering ${events} in order`;
  return `${style.bad('APP DOWN')}  ${where}  ${safe(reason ?? '')}; events are kept and delivered when it is back`;
}

const CHANGE_WORDS = {
  'for-now': 'for now, the server still holds the old name; asking for it again',
  back: 'the old name is ours again, there is nothing to do',
  'for-good': 'register the new one with your provider',
} as const;

function gapText({ from, to }: Gap): string {
  return `was down from ${clockText(from)} to ${clockText(to)} (${durationWords(to - from)})`;
}

function statusText({ state, publicUrl, latencyMs, provider, reason }: PathStatus, style: Style): string {
  const { good, bad, dot } = style.symbols;
  const sign = state === 'up' ? good : bad;
  const latency = state === 'up' && latencyMs !== null ? durationWords(latencyMs) : reason;
  const parts = [publicUrl ?? provider, STATE_WORDS[state], latency ?? ''].filter(Boolean);
  return `${sign} ${safe(parts.join(` ${dot} `))}`;
}

const STATE_WORDS: Readonly<Record<PathStatus['state'], string>> = {
  opening: 'opening',
  probing: 'checking',
  up: 'up',
  degraded: 'failing',
  'backing-off': 'waiting to open it again',
  stopped: 'stopped',
};
