// A day of webhooks, stored and sent again: 500 events of four providers, many of them signed hours
// ago, go through the built `listen` into a real store. Receivers that verify with the vendors' own
// libraries, at the usual five minutes, then get every one of them twice: with `--sign never` they must
// refuse exactly those whose timestamp has expired, with `--sign auto` they must accept all.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dayOfEvents, PROVIDERS, SECRETS } from './replay-day-events.js';
import { PACKAGES } from './replay-day-verifiers.js';

const BIN = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const VERIFIERS = 'replay-day-verifiers.js';
const EVENTS = 500;
/** What was signed when the run began must still be in time at its end. */
const LONGEST_RUN_MS = 240_000;

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-day-'));
const env = { ...process.env, ...SECRETS };
/** Set while a listener or a receiver runs, so that none outlives the script. */
const ends = [() => rmSync(folder, { recursive: true, force: true })];
try {
  install();
  const begun = Date.now();
  const events = dayOfEvents(EVENTS, begun);
  await capture(events);
  const never = await replayed('never');
  const auto = await replayed('auto');
  if (Date.now() - begun > LONGEST_RUN_MS) throw new Error('it took so long that new signatures expired');
  const isRight = [report('never', never, events), report('auto', auto, events)].every(Boolean);
  console.log(
    `${events.length} events in ${((Date.now() - begun) / 1000).toFixed(0)} s: ${isRight ? 'exact' : 'NOT AS IT SHOULD BE'}`,
  );
  if (!isRight) process.exitCode = 1;
} finally {
  for (const end of ends.toReversed()) await end();
}

function install() {
  writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  copyFileSync(new URL(VERIFIERS, import.meta.url), path.join(folder, VERIFIERS));
  const endpoints = PROVIDERS.map(({ name, secretEnv }) => ({
    name,
    path: `/${name}`,
    provider: name,
    secretEnv,
  }));
  writeFileSync(path.join(folder, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync('npm', ['install', ...flags, ...PACKAGES], { cwd: folder, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the libraries could not be installed');
}

/** Sends every event to the listener, which stores it whatever it thinks of its signature. */
async function capture(events) {
  const args = [BIN, 'listen', '--tunnel', 'none', '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.once('close', resolve));
  ends.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const ready = await new Promise((resolve) => {
    lines.on('line', (text) => {
      const line = JSON.parse(text);
      if (line.kind === 'ready') resolve(line);
    });
  });
  for (let at = 0; at < events.length; at += 20)
    await Promise.all(events.slice(at, at + 20).map((event) => post(ready.localUrl, event)));
  child.kill('SIGINT');
  if ((await closed) !== 0) throw new Error('listen did not end well');
  const listed = spawnSync(process.execPath, [BIN, 'list', '--json', '--limit', '10000'], {
    cwd: folder,
    env,
  });
  const stored = JSON.parse(String(listed.stdout));
  const statuses = stored.map(({ signature }) => signature.status);
  const counts = [...new Set(statuses)].map(
    (status) => `${statuses.filter((one) => one === status).length} ${status}`,
  );
  console.log(`${stored.length} events captured on arrival: ${counts.join(', ')}`);
  if (stored.length !== events.length) throw new Error(`${events.length} were sent`);
}

async function post(url, { path: to, headers, body }) {
  const answer = await fetch(`${url}${to}`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
}

/** Replays all of them at new receivers, and says what each one made of its event. */
async function replayed(mode) {
  const { verifiers } = await import(pathToFileURL(path.join(folder, VERIFIERS)).href);
  const verify = await verifiers(SECRETS);
  const seen = new Map();
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const url = new URL(incoming.url, 'http://receiver');
      const kind = url.pathname.slice(1);
      void verify[kind](body, incoming.headers).then((isAccepted) => {
        seen.set(Number(url.searchParams.get('n')), { isAccepted, sha256: sha256(body) });
        outgoing.writeHead(isAccepted ? 200 : 400).end();
      });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const to = `http://127.0.0.1:${server.address().port}`;
  const args = ['replay', '--all', '--yes', '--to', to, '--sign', mode, '--concurrency', '8', '--json'];
  const { code, stdout } = await run(args);
  return { seen, code, summary: JSON.parse(stdout.trim().split('\n').at(-1)) };
}

function run(args) {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout: String(Buffer.concat(chunks)) }));
  });
}

/** Whether everything went as it must, event by event. */
function report(mode, { seen, code, summary }, events) {
  const mustAccept = ({ isExpired }) => mode === 'auto' || !isExpired;
  const wrong = events.filter((event) => {
    const got = seen.get(event.n);
    return got?.isAccepted !== mustAccept(event) || got.sha256 !== sha256(event.body);
  });
  const expired = events.filter(({ isExpired }) => isExpired).length;
  console.log(
    `--sign ${mode}: ${summary.sent} sent, ${summary.delivered} accepted, ${summary.failed} refused, ` +
      `${summary.signedAgain} signed again; ${expired} had an expired timestamp`,
  );
  for (const kind of new Set(events.map((event) => event.kind))) {
    const own = events.filter((event) => event.kind === kind);
    const accepted = own.filter(({ n }) => seen.get(n)?.isAccepted).length;
    const late = own.filter(({ isExpired }) => isExpired).length;
    console.log(`  ${kind}: ${accepted} of ${own.length} accepted, ${late} expired`);
  }
  for (const { n, kind } of wrong.slice(0, 10)) console.log(`  WRONG: event ${n} of ${kind}`);
  const expectedCode = mode === 'auto' || expired === 0 ? 0 : 1;
  const isSigned = mode === 'never' ? summary.signedAgain === 0 : summary.signedAgain === expired;
  return wrong.length === 0 && code === expectedCode && isSigned && seen.size === events.length;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
