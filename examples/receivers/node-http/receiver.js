// A receiver of GitHub webhooks with nothing but node:http.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.WEBHOOK_SECRET;
// An empty key would make every signature forgeable.
if (!secret) throw new Error('WEBHOOK_SECRET is not set');

/** Stands for a table with a unique key: a delivery that is in it has been handled. */
const handled = new Map();

const server = createServer(async (request, response) => {
  try {
    const [status, text] = await answer(request);
    response.writeHead(status).end(text);
  } catch (error) {
    // Details belong into the log, never into an answer.
    console.error(error);
    response.writeHead(500).end();
  }
});

async function answer(request) {
  if (request.method === 'GET' && request.url === '/count') return [200, String(handled.size)];
  if (request.method !== 'POST') return [405, ''];
  const body = await rawBody(request);
  if (body === undefined) return [413, ''];
  if (!isSigned(body, request.headersDistinct['x-hub-signature-256'] ?? [])) return [401, ''];
  // Only now is it worth anything: parsed before, it would be a stranger's.
  const event = parsed(body);
  const id = request.headers['x-github-delivery'];
  if (event === undefined || !id) return [400, ''];
  if (!handled.has(id)) handled.set(id, event);
  // Long work waits in a queue: GitHub waits for ten seconds only.
  return [200, 'ok'];
}

/** The bytes as they came: the signature covers these, and no JSON written again. */
async function rawBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= 5_000_000) chunks.push(chunk);
  }
  return size > 5_000_000 ? undefined : Buffer.concat(chunks);
}

/** @param {string[]} signatures every value of the header: the sender sends exactly one */
function isSigned(body, signatures) {
  if (signatures.length !== 1) return false;
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const received = Buffer.from(signatures[0]);
  // timingSafeEqual throws on unequal lengths, and a thrown error is a 500.
  return received.length === expected.length && timingSafeEqual(received, expected);
}

function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
