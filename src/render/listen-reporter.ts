import type { StoredEvent } from '../core/event.ts';
import type { Output } from '../core/io.ts';
import type { PipelineSignal } from '../core/signal.ts';
import { eventLine, pendingLine } from './event-line.ts';
import { attemptJson, eventJson, jsonLine } from './json.ts';
import { safe } from './safe.ts';
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
}

/** Whoever shows what `listen` does: the terminal and the JSON stream are equals. */
export interface ListenReporter {
  ready(info: ReadyInfo): void;
  signal(signal: PipelineSignal): void;
  tunnel(news: TunnelNews): void;
  warning(message: string): void;
}

/** One JSON object per line, and nothing else. */
export function jsonReporter(stdout: Output): ListenReporter {
  const line = (value: unknown): void => stdout.write(jsonLine(value));
  return {
    ready: ({ publicUrl, localUrl, inspectorUrl, target, reason }) =>
      line({ kind: 'ready', publicUrl, localUrl, inspectorUrl, target, reason }),
    tunnel: ({ state, publicUrl, detail }) => line({ kind: 'tunnel', state, publicUrl, detail }),
    warning: (message) => line({ kind: 'warning', message }),
    signal: (signal) => {
      if (signal.kind === 'stored') line({ kind: 'event', ...eventJson(signal.event) });
      if (signal.kind === 'attempt') {
        line({ kind: 'attempt', eventId: signal.eventId, ...attemptJson(signal.attempt) });
      }
      if (signal.kind === 'settled' && signal.diagnosis !== undefined) {
        line({ kind: 'diagnosis', eventId: signal.event.id, ...signal.diagnosis });
      }
      if (signal.kind === 'warning') line({ kind: 'warning', message: signal.message });
    },
  };
}

/** What the terminal reporter writes to. */
export interface TerminalParts {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly style: Style;
  readonly noteStyle: Style;
  readonly quiet: boolean;
}

const PENDING_AFTER_MS = 1000;

/** One line per event once its outcome is known; talk goes to stderr. */
export function terminalReporter(parts: TerminalParts): ListenReporter {
  const { stdout, stderr, style, noteStyle } = parts;
  const waiting = new Map<number, NodeJS.Timeout>();
  const warning = (message: string): void => {
    if (!parts.quiet) stderr.write(`${noteStyle.warn('warning')}: ${safe(message)}\n`);
  };
  return {
    ready: (info) => stdout.write(readyText(info, style)),
    tunnel: (news) => stdout.write(`${tunnelText(news, style)}\n`),
    warning,
    signal: (signal) => {
      if (signal.kind === 'warning') warning(signal.message);
      if (signal.kind === 'stored' && signal.event.outcome === 'pending' && stdout.isTty)
        waiting.set(signal.event.id, announce(parts, signal.event));
      if (signal.kind !== 'settled') return;
      clearTimeout(waiting.get(signal.event.id));
      waiting.delete(signal.event.id);
      stdout.write(`${eventLine(signal, style)}\n`);
    },
  };
}

function announce({ stdout, style }: TerminalParts, event: StoredEvent): NodeJS.Timeout {
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
  lines.push(style.faint('       Ctrl-C to stop'));
  return `${lines.join('\n')}\n`;
}

function tunnelText({ state, publicUrl, detail }: TunnelNews, style: Style): string {
  const url = style.strong(safe(publicUrl));
  if (state === 'up') return `${style.good('PUBLIC URL UP')}  ${url}`;
  if (state === 'down') return `${style.bad('PUBLIC URL DOWN')}  ${url}  ${safe(detail)}; opening it again`;
  return `${style.bad('PUBLIC URL CHANGED')}  ${safe(detail)} is now ${url}: register the new one with your provider`;
}
