import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { sendSettings } from '../../src/commands/support/listen-options.ts';
import { startListener } from '../../src/commands/support/listener.ts';
import { reportTunnel } from '../../src/commands/support/report-tunnel.ts';
import { openSession, sessionEndpoints } from '../../src/commands/support/session.ts';
import type { Io, Output } from '../../src/core/io.ts';
import { terminalReporter } from '../../src/render/listen-reporter.ts';
import { localtunnel } from '../../src/tunnels/localtunnel.ts';
import type { PoolTimings } from '../../src/tunnels/localtunnel-pool.ts';
import { TUNNEL_TIMINGS, type TunnelTimings } from '../../src/tunnels/timings.ts';
import { startApp, type App } from './app-server.ts';
import { emptyFolder } from './cli.ts';
import { tunnelServer, type TunnelServer } from './tunnel-server.ts';

const SECRET = 's3cret';
const WORKER = new URL('../../dist/tunnels/localtunnel-worker.js', import.meta.url);

/** With `npm run faults` the faults run at the product's own times. */
export const IS_REAL = process.env['FAULTS_AT_REAL_TIMES'] === '1';

/** A tenth of the product's own times, or those. */
export const TIMINGS: TunnelTimings = IS_REAL
  ? TUNNEL_TIMINGS
  : {
      openDeadlineMs: 800,
      probeTimeoutMs: 500,
      probeEveryMs: 2000,
      firstRetryMs: 100,
      longestRetryMs: 1000,
      nameGraceMs: 1500,
      clockJumpMs: 5000,
    };

const POOL: PoolTimings = { youngMs: 200, paceMs: 200, emptyMs: 300, stuckMs: 2000, unwantedRetryMs: 1000 };

/** A listener with a public path, in this process: the real client, a real server of its protocol. */
export interface PathScene {
  readonly app: App;
  readonly server: TunnelServer;
  readonly receiverPort: number;
  /** Every line the user sees. */
  readonly lines: readonly string[];
  /** The first line from now on or before that has this text. */
  line(text: string): Promise<string>;
  /** Sends webhooks until one is delivered. @returns how long that took, in ms */
  delivered(publicUrl?: string): Promise<number>;
  /** The URL of the name that is asked for. */
  readonly publicUrl: string;
  /** Resolves where the listener would end. */
  readonly failed: Promise<Error>;
}

/** What differs between scenes. */
export interface PathSceneOptions {
  readonly requireName?: boolean;
  /** Breaks the server before the listener starts. */
  prepare?(server: TunnelServer): void | Promise<void>;
}

/** Starts app, tunnel server and listener; all are closed after the test. */
export async function pathScene({ requireName = false, prepare }: PathSceneOptions = {}): Promise<PathScene> {
  const [app, server] = await Promise.all([startApp(), tunnelServer()]);
  await prepare?.(server);
  const screen = new Screen();
  const io = fakeIo(screen);
  const session = await openSession({ io, options: {} });
  const endpoints = await sessionEndpoints(session, { target: `${app.port}` });
  const style = { style: session.style, noteStyle: session.noteStyle, quiet: false, isDumb: false };
  const reporter = terminalReporter({ stdout: screen.output, stderr: screen.output, ...style });
  const listener = await startListener({
    session,
    endpoints,
    settings: await sendSettings({}, io.cwd),
    reporter,
    maxBodyBytes: 1024 * 1024,
    port: 0,
    forwardInvalid: false,
    forwardHandshakes: false,
    secretEnv: null,
    ack: null,
    chaos: null,
  });
  const pool = IS_REAL ? {} : { pool: POOL };
  const name = 'acme-dev';
  const provider = localtunnel({ host: server.url, workerUrl: WORKER, ...pool });
  const tunnel = { providers: [provider] as const, name, requireName };
  const path = reportTunnel({ session, listener, reporter, tunnel, mustOpen: false, timings: TIMINGS });
  onTestFinished(async () => {
    await path.stop();
    await listener.stop();
    await Promise.all([app.close(), server.stop()]);
  });
  const publicUrl = `http://${name}.lt.localhost:${server.port}`;
  return {
    app,
    server,
    publicUrl,
    receiverPort: listener.port,
    lines: screen.lines,
    line: (text) => screen.line(text),
    delivered: (url = publicUrl) => deliver(url, app),
    failed: path.failed,
  };
}

async function deliver(publicUrl: string, app: App): Promise<number> {
  const start = performance.now();
  const before = app.seen.length;
  const body = Buffer.from('{"type":"order.created"}');
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const { port, host } = new URL(publicUrl);
  while (app.seen.length === before) {
    const headers = { host, 'X-Webhook-Signature': signature };
    // A sender gives up on a path that does not answer, and tries again.
    const signal = AbortSignal.timeout(500);
    await request(`http://localhost:${port}/`, { method: 'POST', headers, body, signal }).then(
      ({ body: answer }) => answer.dump(),
      () => undefined,
    );
  }
  return performance.now() - start;
}

/** What the user sees, line by line. */
class Screen {
  readonly lines: string[] = [];
  readonly #waiting: { text: string; resolve: (line: string) => void }[] = [];
  readonly output: Output = {
    isTty: false,
    isBroken: false,
    write: (text) => {
      for (const line of String(text).split('\n').filter(Boolean)) this.#add(line);
    },
  };

  line(text: string): Promise<string> {
    return new Promise((resolve) => {
      const found = this.lines.find((line) => line.includes(text));
      if (found === undefined) this.#waiting.push({ text, resolve });
      else resolve(found);
    });
  }

  #add(line: string): void {
    this.lines.push(line);
    for (const { text, resolve } of this.#waiting) if (line.includes(text)) resolve(line);
  }
}

function fakeIo(screen: Screen): Io {
  return {
    stdout: screen.output,
    stderr: screen.output,
    env: { WEBHOOK_SECRET: SECRET, NO_COLOR: '1' },
    cwd: emptyFolder(),
    stdinIsTty: false,
    readStdin: () => Promise.resolve(Buffer.alloc(0)),
    ask: () => Promise.resolve(''),
    now: Date.now,
    interrupted: new Promise(() => undefined),
  };
}
