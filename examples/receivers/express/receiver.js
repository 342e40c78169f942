// A receiver of the store's webhooks with Express.
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';

const secret = process.env.WEBHOOK_SECRET;
// An empty key would make every signature forgeable.
if (!secret) throw new Error('WEBHOOK_SECRET is not set');

/** Stands for a table with a unique key: an event that is in it has been handled. */
const handled = new Map();
const app = express();

// express.raw() and not express.json(): the signature covers the bytes, and no JSON written again.
// An express.json() for all routes must come after this one.
app.post('/webhooks', express.raw({ type: () => true, limit: '5mb' }), (request, response) => {
  const body = request.body;
  if (!Buffer.isBuffer(body) || !isSigned(body, request.get('x-webhook-signature'))) {
    return response.sendStatus(401);
  }
  // Only now is it worth anything: parsed before, it would be a stranger's.
  const event = parsed(body);
  if (event?.id === undefined) return response.sendStatus(400);
  if (!handled.has(event.id)) handled.set(event.id, event);
  // Long work waits in a queue: answer first.
  response.sendStatus(200);
});

app.get('/count', (_request, response) => response.send(String(handled.size)));

// Express shows stack traces unless somebody else answers.
app.use((error, _request, response, _next) => response.sendStatus(error.status ?? 500));

/** A header sent twice arrives joined by a comma, which is no signature. */
function isSigned(body, signature = '') {
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const received = Buffer.from(signature);
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

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
