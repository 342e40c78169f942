import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Watches the connections of a server. */
export interface ConnectionWatch {
  /** Closes connections that are not in the middle of a request. */
  closeIdle(): void;
  stop(): void;
}

interface Connection {
  /** Bytes read when the last request ended: more than that means a new one has begun. */
  base: number;
  isActive: boolean;
  /** When the unfinished head was first seen, ms on a monotonic clock. */
  headSince: number | undefined;
}

const LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Ends connections that send half a head and stall, and no others: Node's own limit would also
 * close the idle ones, which a tunnel opens long before the first webhook.
 */
export function watchConnections(server: Server, deadlineMs: number): ConnectionWatch {
  const connections = new Map<Socket, Connection>();
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { base: 0, isActive: false, headSince: undefined });
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.isActive = true;
    connection.headSince = undefined;
    response.once('close', () => {
      connection.isActive = false;
      connection.base = request.socket.bytesRead;
    });
  });
  const sweep = setInterval(() => endStalled(connections, deadlineMs), Math.min(1000, deadlineMs));
  sweep.unref();
  return {
    closeIdle: () => {
      for (const [socket, { isActive }] of connections) if (!isActive) socket.end();
    },
    stop: () => clearInterval(sweep),
  };
}

function endStalled(connections: ReadonlyMap<Socket, Connection>, deadlineMs: number): void {
  const now = performance.now();
  for (const [socket, connection] of connections) {
    if (connection.isActive || socket.bytesRead <= connection.base) continue;
    connection.headSince ??= now;
    if (now - connection.headSince >= deadlineMs) socket.end(LATE);
  }
}
