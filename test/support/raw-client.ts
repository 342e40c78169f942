import { connect, type Socket } from 'node:net';

/** Opens a plain connection to a port of this machine. */
export function rawConnection(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Everything that comes until the other side closes. */
export function untilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}

/** Writes raw bytes, half-closes, and gives the status of the first answer (0 for none). */
export async function rawStatus(port: number, bytes: string): Promise<number> {
  const socket = await rawConnection(port);
  socket.end(bytes, 'latin1');
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await untilClosed(socket))?.[1] ?? 0);
}
