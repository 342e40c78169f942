import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { startApp, type App } from './app-server.ts';
import { emptyFolder, startListen, type Listening } from './cli.ts';

const SECRET = 's3cret-of-the-tests';

/** A listener with its inspector, and an app behind it that checks signatures as the guide says. */
export interface InspectorScene {
  readonly app: App;
  readonly listening: Listening;
  readonly cwd: string;
  readonly url: string;
  /** Sends a signed webhook, and gives the status it was answered. */
  send(body: string | Buffer, headers?: Record<string, string>, path?: string): Promise<number>;
}

/** Whether a request carries the right signature of its body. */
export function isSigned({ body, rawHeaders }: { body: Buffer; rawHeaders: readonly string[] }): boolean {
  const at = rawHeaders.findIndex((name) => name.toLowerCase() === 'x-webhook-signature');
  return rawHeaders[at + 1] === signature(body);
}

function signature(body: string | Buffer): string {
  return createHmac('sha256', SECRET).update(body).digest('hex');
}

/** Starts both on free ports. */
export async function inspectorScene(): Promise<InspectorScene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  app.respond((seen, response) => {
    response.setHeader('content-type', 'application/json');
    response.statusCode = isSigned(seen) ? 200 : 401;
    response.end(JSON.stringify({ received: isSigned(seen), bytes: seen.body.length }));
  });
  const cwd = emptyFolder();
  const listening = await startListen([`${app.port}`, '--tunnel', 'none', '--inspector-port', '0'], {
    cwd,
    env: { WEBHOOK_SECRET: SECRET },
  });
  const send: InspectorScene['send'] = async (body, headers = {}, path = '/webhooks/store') => {
    const answer = await request(`${listening.localUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-signature': signature(body), ...headers },
      body,
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  return { app, listening, cwd, url: listening.inspectorUrl, send };
}
