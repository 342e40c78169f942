// The public side of a stand-in: HTTPS on a port of its own, carried to the given local address.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';

/**
 * @param {string} origin
 * @returns {Promise<string>} host and port of the public URL
 */
export async function publicEdge(origin) {
  const pem = readFileSync(String(process.env['STAND_IN_PEM']), 'utf8');
  const server = createServer({ key: pem, cert: pem }, (incoming, outgoing) => {
    const { method, url, rawHeaders } = incoming;
    const onward = request(new URL(origin), { method, path: url, headers: rawHeaders }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
  const address = server.address();
  return `quick.lt.localhost:${typeof address === 'object' ? address?.port : ''}`;
}
