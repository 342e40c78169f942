// A receiver with a mistake: signatures are compared with ===. receiver.js is the right one.
import { createHmac } from 'node:crypto';
import Fastify from 'fastify';

const secret = process.env.WEBHOOK_SECRET;
// An empty key would make every signature forgeable.
if (!secret) throw new Error('WEBHOOK_SECRET is not set');

const TOLERANCE_SECONDS = 300;
/** Stands for a table with a unique key: an event that is in it has been handled. */
const handled = new Map();
const app = Fastify({ bodyLimit: 5_000_000 });

// The signature covers the bytes, and no JSON written again: the parser hands them on as they came.
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);

app.post('/webhooks', (request, reply) => {
  const body = request.body;
  if (!Buffer.isBuffer(body) || !isSigned(body, request.headers['stripe-signature'])) {
    return reply.code(401).send();
  }
  // Only now is it worth anything: parsed before, it would be a stranger's.
  const event = parsed(body);
  if (event?.id === undefined) return reply.code(400).send();
  if (!handled.has(event.id)) handled.set(event.id, event);
  // Long work waits in a queue: answer first.
  return reply.send('ok');
});

app.get('/count', () => String(handled.size));

/** `t=1700000000,v1=abc,v1=def`: during a rotation there is a signature for each secret. */
function isSigned(body, header = '') {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const values = (key) => parts.filter(([name]) => name === key).map(([, value = '']) => value);
  const [time = ''] = values('t');
  // A time that is no number would pass: every comparison with NaN is false.
  if (!/^\d+$/.test(time) || Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  // MISTAKE: === ends at the first character that differs, and the time it took tells which one.
  return values('v1').some((signature) => signature === expected);
}

function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`listening on ${app.server.address().port}`);
