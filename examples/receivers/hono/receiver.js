// A receiver of Standard Webhooks with Hono; the same handler runs wherever Hono does.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

// The secret is base64 behind `whsec_`; an empty key would make every signature forgeable.
const key = Buffer.from((process.env.WEBHOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64');
if (key.length === 0) throw new Error('WEBHOOK_SECRET is not set');

const TOLERANCE_SECONDS = 300;
/** Stands for a table with a unique key: an event that is in it has been handled. */
const handled = new Map();
const app = new Hono();

app.post('/webhooks', async (context) => {
  // The bytes and not context.req.json(): the signature covers these, and no JSON written again.
  const body = Buffer.from(await context.req.arrayBuffer());
  const [id, time, signatures] = ['id', 'timestamp', 'signature'].map(
    (name) => context.req.header(`webhook-${name}`) ?? '',
  );
  if (!isRecent(time) || !isSigned(body, { id, time, signatures })) return context.body(null, 401);
  // Only now is it worth anything: parsed before, it would be a stranger's.
  const event = parsed(body);
  if (event === undefined) return context.body(null, 400);
  if (!handled.has(id)) handled.set(id, event);
  // Long work waits in a queue: answer first.
  return context.text('ok');
});

app.get('/count', (context) => context.text(String(handled.size)));

/** Without this a recorded request could be sent again for ever. A time that is no number is not recent. */
function isRecent(time) {
  return /^\d+$/.test(time) && Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE_SECONDS;
}

/** `v1,abc= v1,def=`: during a rotation there is a signature for each secret. */
function isSigned(body, { id, time, signatures }) {
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64');
  return signatures.split(' ').some((signature) => isSame(signature, `v1,${expected}`));
}

function isSame(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  // timingSafeEqual throws on unequal lengths, and a thrown error is a 500.
  return a.length === b.length && timingSafeEqual(a, b);
}

function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`listening on ${port}`);
});
