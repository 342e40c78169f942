import { CliError, EXIT } from '../../../core/errors.ts';
import type { EventStore } from '../../../core/ports.ts';
import type { PathNewsJson } from '../../../inspector/wire.ts';
import type { ListenReporter } from '../../../render/listen-reporter.ts';
import type { SendOptions } from '../listen-options.ts';
import type { Session } from '../session.ts';

/** The options about the inspector. */
export interface InspectorOptions {
  readonly inspector?: boolean;
  readonly inspectorPort?: string;
}

/** What an inspector is opened over. */
export interface OpenParts {
  readonly session: Session;
  readonly store: EventStore;
  readonly options: SendOptions;
  /** Undefined takes 4040 or the next free one. */
  readonly port: number | undefined;
  readonly avoidPorts: readonly number[];
  readonly history: readonly PathNewsJson[];
}

/** An open inspector. */
export interface OpenInspector {
  readonly port: number;
  /** The link that opens the page once. */
  readonly url: string;
  readonly origin: string;
  stop(): Promise<void>;
}

/** Opens the inspector over a log. @throws CliError where there is no port for it */
export async function openInspector(parts: OpenParts): Promise<OpenInspector> {
  const [{ startInspector }, { inspectorSource }] = await Promise.all([
    import('../../../inspector/server.ts'),
    import('./source.ts'),
  ]);
  const source = inspectorSource(parts, parts.history);
  const { port, avoidPorts } = parts;
  const inspector = await startInspector({ source, port, avoidPorts });
  return {
    ...inspector,
    stop: async () => {
      await inspector.stop();
      await source.close();
    },
  };
}

/** The inspector of a running listener: it follows what the listener tells, and never stops it. */
export interface ListenInspector {
  /** A reporter that names the inspector, and lets it see the public path's news. */
  readonly reporter: ListenReporter;
  /** @returns where it is, null where it could not be opened. @throws CliError (exit 2) */
  open(parts: Omit<OpenParts, 'history'>): Promise<string | null>;
  stop(): Promise<void>;
}

const MOST_NEWS = 200;

/** Prepares the inspector of a listener; nothing is opened yet. */
export function listenInspector(reporter: ListenReporter, now: () => number): ListenInspector {
  const history: PathNewsJson[] = [];
  let opened: OpenInspector | undefined;
  const keep = (news: Omit<PathNewsJson, 'at'>): void => {
    history.push({ at: new Date(now()).toISOString(), ...news });
    if (history.length > MOST_NEWS) history.shift();
  };
  return {
    reporter: {
      ...reporter,
      ready: (info) => {
        if (info.publicUrl !== null) keep({ state: 'up', publicUrl: info.publicUrl, detail: '' });
        reporter.ready({ ...info, inspectorUrl: opened?.url ?? null });
      },
      tunnel: (news) => {
        keep({ state: news.state, publicUrl: news.publicUrl, detail: news.detail });
        reporter.tunnel(news);
      },
    },
    async open(parts) {
      try {
        opened = await openInspector({ ...parts, history });
        return opened.origin;
      } catch (error) {
        if (error instanceof CliError && error.exitCode === EXIT.usage) throw error;
        const { message, hint } = error as Partial<CliError>;
        reporter.warning(`no inspector: ${message}${hint === undefined ? '' : `. ${hint}`}`);
        return null;
      }
    },
    stop: async () => opened?.stop(),
  };
}
