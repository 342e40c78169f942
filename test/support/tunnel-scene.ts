import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { startApp, type App } from './app-server.ts';
import { emptyFolder, startListen, type Listening, type RunOptions } from './cli.ts';
import { testCertificate } from './test-ca.ts';
import { tunnelServer, type TunnelServer } from './tunnel-server.ts';

const SECRET = 's3cret';
export const NAME = 'acme-dev';
const certificate = await testCertificate();

/** The built bin with the real client, and a server of its protocol over TLS. */
export interface TunnelScene {
  readonly app: App;
  readonly server: TunnelServer;
  readonly options: RunOptions;
  readonly publicUrl: string;
  /** Starts listen and waits for a line of this kind. */
  listen(until?: string): Promise<Listening>;
}

/** Starts app and server; both are closed after the test. */
export async function tunnelScene(): Promise<TunnelScene> {
  const [app, server] = await Promise.all([startApp(), tunnelServer(certificate)]);
  const cwd = emptyFolder();
  const ca = path.join(cwd, 'ca.pem');
  writeFileSync(ca, certificate.cert);
  const options = { cwd, env: { WEBHOOK_SECRET: SECRET, NODE_EXTRA_CA_CERTS: ca } };
  onTestFinished(async () => {
    await Promise.all([app.close(), server.stop()]);
  });
  const args = [`${app.port}`, '--tunnel', 'localtunnel', '--tunnel-host', server.url, '--subdomain', NAME];
  const publicUrl = `https://${NAME}.lt.localhost:${server.port}`;
  return { app, server, options, publicUrl, listen: (until) => startListen(args, options, until) };
}

const toLoopback = new Agent({
  connect: {
    ca: certificate.cert,
    lookup: (_name, { all }, done) =>
      all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  },
});

/** Sends a signed webhook through a public URL. */
export async function postSigned(url: string, body: Buffer): Promise<{ status: number; text: string }> {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'X-Webhook-Signature': signature };
  const answer = await request(url, { dispatcher: toLoopback, method: 'POST', headers, body });
  return { status: answer.statusCode, text: await answer.body.text() };
}
