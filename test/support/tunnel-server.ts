import { randomBytes } from 'node:crypto';
import {
  Agent,
  createServer as createPlainServer,
  request as httpRequest,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestCertificate } from './test-ca.ts';

/** How the API behaves: as it should, or broken on purpose. */
export type ApiMode = 'ok' | 'hang' | 'html' | 'absurd' | 'late' | 403 | 500;

/** How long a tunnel waits for its client before it is forgotten. */
const GRACE_MS = 300;

/** A real server of localtunnel's protocol, over TLS, on one port of this machine. */
export interface TunnelServer {
  readonly url: string;
  readonly port: number;
  api: ApiMode;
  /** Whether tunnel ports close every connection at once. */
  closesAtOnce: boolean;
  /** Nothing is answered any more, tunnels are forgotten, and their connections stay open without a FIN. */
  goSilent(): void;
  /** The end of the silence; connections from before it carry nothing. */
  speak(): void;
  /** Registers a name for somebody else. */
  hold(name: string): void;
  release(name: string): void;
  /** The raw headers of every public request so far, as one text each. */
  readonly heads: string[];
  /** Connections tunnel ports have seen so far. */
  readonly connects: () => number;
  /** Ends every tunnel socket, by FIN or by RST. */
  dropSockets(how: 'fin' | 'rst'): void;
  /** As after a kill: nothing listens, nothing is remembered. */
  stop(): Promise<void>;
  /** Listens again at the same port. */
  start(): Promise<void>;
}

interface Tunnel {
  readonly server: NetServer;
  port: number;
  readonly idle: Socket[];
  readonly sockets: Set<Socket>;
  readonly waiting: ((socket: Socket) => void)[];
}

const MAX_CONNECTIONS = 10;

/** Starts the server on a free port: over TLS with a certificate, else plain. */
export async function tunnelServer(certificate?: TestCertificate): Promise<TunnelServer> {
  const tunnels = new Map<string, Tunnel>();
  const held = new Set<string>();
  const forgotten: Tunnel[] = [];
  const heads: string[] = [];
  const state = { port: 0, opened: 0, api: 'ok' as ApiMode, closesAtOnce: false, isSilent: false };
  const scheme = certificate === undefined ? 'http' : 'https';
  let front: Server | PlainServer | undefined;
  const start = async (): Promise<void> => {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      const name = /^([a-z0-9-]+)\.lt\.localhost(:|$)/.exec(request.headers.host ?? '')?.[1];
      if (state.isSilent) return;
      if (name !== undefined) heads.push(request.rawHeaders.join('\n'));
      if (name !== undefined) carry(tunnels.get(name), request, response);
      else void answerApi(request, response);
    };
    front =
      certificate === undefined
        ? createPlainServer(answer)
        : createTlsServer({ key: certificate.key, cert: certificate.cert }, answer);
    await new Promise<void>((resolve) => front?.listen(state.port, 'localhost', resolve));
    state.port = (front.address() as AddressInfo).port;
  };
  const answerApi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (state.api === 'hang') return;
    if (state.api === 'html')
      return void response.setHeader('Content-Type', 'text/html').end('<p>Sign in</p>');
    if (typeof state.api === 'number') return void response.writeHead(state.api).end('{"message":"no"}');
    response.setHeader('Content-Type', 'application/json');
    if (request.url === '/api/status') return void response.end('{}');
    response.end(JSON.stringify(await register(request.url ?? '/')));
  };
  const register = async (path: string): Promise<object> => {
    const wanted = path.startsWith('/?') ? '' : path.slice(1);
    const id =
      wanted === '' || tunnels.has(wanted) || held.has(wanted)
        ? `r${randomBytes(4).toString('hex')}`
        : wanted;
    const tunnel = await openTunnel(state);
    if (state.api === 'absurd') {
      tunnel.server.close();
      return { id, port: 99_999, max_conn_count: MAX_CONNECTIONS, url: 'https://absurd.lt.localhost' };
    }
    tunnels.set(id, tunnel);
    forgetWhenUnused(tunnel, () => tunnels.get(id) === tunnel && tunnels.delete(id));
    if (state.api === 'late') await forgetUnused(tunnel, () => tunnels.delete(id));
    const { port } = tunnel;
    return { id, port, max_conn_count: MAX_CONNECTIONS, url: `${scheme}://${id}.lt.localhost:${state.port}` };
  };
  const dropSockets = (how: 'fin' | 'rst'): void => {
    for (const { sockets, idle } of tunnels.values()) {
      idle.length = 0;
      for (const socket of sockets) {
        if (how === 'fin') socket.end();
        else socket.resetAndDestroy();
      }
    }
  };
  const stop = async (): Promise<void> => {
    for (const { server, sockets } of [...tunnels.values(), ...forgotten]) {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    tunnels.clear();
    front?.closeAllConnections();
    await new Promise((resolve) => (front?.listening ? front.close(resolve) : resolve(undefined)));
  };
  await start();
  return Object.assign(state, {
    url: `${scheme}://localhost:${state.port}`,
    heads,
    goSilent: () => {
      state.isSilent = true;
      for (const tunnel of tunnels.values()) forgotten.push(tunnel);
      tunnels.clear();
    },
    speak: () => void (state.isSilent = false),
    hold: (name: string) => void held.add(name),
    release: (name: string) => void held.delete(name),
    connects: () => state.opened,
    dropSockets,
    stop,
    start,
  });
}

async function openTunnel(state: { opened: number; closesAtOnce: boolean }): Promise<Tunnel> {
  const tunnel: Tunnel = { server: createServer(), port: 0, idle: [], sockets: new Set(), waiting: [] };
  tunnel.server.on('connection', (socket) => {
    state.opened += 1;
    if (state.closesAtOnce) return void socket.destroy();
    tunnel.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      tunnel.sockets.delete(socket);
      const at = tunnel.idle.indexOf(socket);
      if (at >= 0) tunnel.idle.splice(at, 1);
    });
    const next = tunnel.waiting.shift();
    if (next === undefined) tunnel.idle.push(socket);
    else next(socket);
  });
  await new Promise<void>((resolve) => tunnel.server.listen(0, 'localhost', resolve));
  tunnel.port = (tunnel.server.address() as AddressInfo).port;
  return tunnel;
}

/** As the real one: a tunnel without a connection is forgotten after the grace. */
function forgetWhenUnused({ server, sockets }: Tunnel, forget: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (sockets.size === 0) timer = setTimeout(forget, GRACE_MS).unref();
  };
  server.on('connection', (socket) => {
    look();
    socket.once('close', () => setImmediate(look));
  });
}

/** The answer is on its way for longer than the server waits for its client. */
async function forgetUnused({ server }: Tunnel, forget: () => void): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  forget();
  await new Promise((resolve) => server.close(resolve));
}

/** Sends one public request over an idle socket of the tunnel, and its answer back. */
function carry(tunnel: Tunnel | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (tunnel === undefined) return void response.writeHead(404).end('404');
  const use = (socket: Socket): void => {
    const agent = new Agent();
    Object.assign(agent, { createConnection: (): Duplex => socket });
    const { method, url, rawHeaders } = request;
    const onward = httpRequest({ agent, method, path: url, headers: lowerCased(rawHeaders) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.once('error', () =>
      response.headersSent ? response.destroy() : response.writeHead(502).end('502'),
    );
    request.pipe(onward);
  };
  const idle = tunnel.idle.shift();
  if (idle === undefined) tunnel.waiting.push(use);
  else use(idle);
}

/** What the real one does to names. */
function lowerCased(rawHeaders: readonly string[]): string[] {
  return rawHeaders.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));
}
