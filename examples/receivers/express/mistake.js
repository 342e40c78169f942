// A receiver with a mistake: the JSON is parsed before it is verified. receiver.js is the right one.
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';

const secret = process.env.WEBHOOK_SECRET;
// An empty key would make every signature forgeable.
if (!secret) throw new Error('WEBHOOK_SECRET is not set');

/** Stands for a table with a unique key: an event that is in it has been handled. */
const handled = new Map();
const app = express();

// MISTAKE: express.json() throws the bytes away that were signed.
app.post('/webhooks', express.json({ limit: '5mb' }), (request, response) => {
  const event = request.body;
  // JSON.stringify writes other bytes than those that came: blanks, escapes and numbers are gone.
  const body = JSON.stringify(event);
  if (!isSigned(body, request.get('x-webhook-signature'))) return response.sendStatus(401);
  if (event?.id === undefined) return response.sendStatus(400);
  if (!handled.has(event.id)) handled.set(event.id, event);
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

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
