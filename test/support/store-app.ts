import { createHmac } from 'node:crypto';
import type { Behaviour } from './app-server.ts';

/** An app that verifies as the store's guide says, takes what is JSON, and counts each event once at /count. */
export function storeApp(secret: string): Behaviour {
  const handled = new Set<unknown>();
  return (request, response) => {
    if (request.url === '/count') return void response.end(String(handled.size));
    const right = createHmac('sha256', secret).update(request.body).digest('hex');
    const sent = request.rawHeaders.filter(
      (_text, index) => request.rawHeaders[index - 1]?.toLowerCase() === 'x-webhook-signature',
    );
    const isSigned = request.method === 'POST' && sent.length === 1 && sent[0] === right;
    const id = idIn(request.body);
    if (isSigned && id !== undefined) handled.add(id);
    response.writeHead(isSigned ? (id === undefined ? 400 : 200) : 401).end();
  };
}

function idIn(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString('utf8')) as { id?: unknown }).id;
  } catch {
    return undefined;
  }
}
