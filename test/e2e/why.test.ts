import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runHere, startListen, type Finished, type Listening } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));
const SECRET = 'n0body-must-see-this';
const BODY = '{"id":"evt_1","type":"order.created","note":"Zoë"}';

async function app(): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

function hmac(content: string, secret = SECRET): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}

async function post(to: Listening, headers: Record<string, string>, body = BODY): Promise<Response> {
  return fetch(to.localUrl.replace('localhost', '127.0.0.1'), { method: 'POST', headers, body });
}

function signed(content = BODY): Record<string, string> {
  return { 'X-Webhook-Signature': hmac(content), 'Content-Type': 'application/json' };
}

interface Answer {
  readonly verdict: { ok: boolean; kind: string; sentence: string; notes: string[] };
  readonly signature: { diagnosis: { id: string; sentence: string } | null };
  readonly next: string;
}

interface Place {
  readonly cwd: string;
  readonly listening: Listening;
  /** `why --json` in the same project; the secret may have been corrected since. */
  why(reference: string, env?: Record<string, string>): Promise<Finished & { answer: Answer }>;
}

async function listen(args: readonly string[], secret = SECRET): Promise<Place> {
  const cwd = emptyFolder();
  const own = { WEBHOOK_SECRET: secret };
  const listening = await startListen([...args, '--tunnel', 'none'], { cwd, env: own });
  return {
    cwd,
    listening,
    why: async (reference, env = own) => {
      const done = await runHere(['why', reference, '--json'], { cwd, env });
      expect(`${done.stdout}${done.stderr}`).not.toContain(SECRET);
      return { ...done, answer: JSON.parse(done.stdout || '{}') as Answer };
    },
  };
}

test('valid, and the app answered 200: all is well', async () => {
  const { port } = await app();
  const { cwd, listening, why } = await listen([`${port}`]);
  await post(listening, signed());
  const { code, answer } = await why('1');
  expect(code).toBe(0);
  expect(answer).toMatchObject({
    event: 1,
    verdict: { ok: true, kind: 'delivered' },
    next: 'Nothing to do.',
  });
  const page = await runHere(['why', 'evt_1'], { cwd, env: { WEBHOOK_SECRET: SECRET } });
  expect(page.stdout).toContain('valid, by WEBHOOK_SECRET');
});

test('valid at the door, and the app answers 401: its raw-body handling', async () => {
  const started = await app();
  started.respond((_request, response) => response.writeHead(401).end('bad signature'));
  const { listening, why } = await listen([`${started.port}`]);
  expect((await post(listening, signed())).status).toBe(401);
  const { code, answer } = await why('last');
  expect(code).toBe(1);
  expect(answer).toMatchObject({
    verdict: {
      kind: 'app-refused-signature',
      sentence: 'valid at the door, your app answered 401: look at its raw-body handling',
    },
    next: expect.stringMatching(/express\.raw.*webhook-cli replay 1/),
  });
});

test('a newline in the secret: listen says so in its line, the sender learns nothing', async () => {
  const { port, seen } = await app();
  const { listening, why } = await listen([`${port}`], `${SECRET}\n`);
  const reply = await post(listening, signed());
  expect(reply.status).toBe(401);
  expect(await reply.text()).toBe('signature not accepted\n');
  const line = await listening.line(({ kind }) => kind === 'diagnosis');
  expect(line).toMatchObject({
    eventId: 1,
    id: 'secret-trailing-newline',
    sentence: 'matches after removing a trailing newline from the secret',
  });
  const { code, answer } = await why('1');
  expect(code).toBe(1);
  expect(answer).toMatchObject({
    verdict: { kind: 'signature' },
    signature: { status: 'invalid', reason: 'mismatch', diagnosis: { id: 'secret-trailing-newline' } },
    delivery: { outcome: 'rejected', attempts: 0, last: null },
  });
  const corrected = await why('1', { WEBHOOK_SECRET: SECRET });
  expect(corrected.answer).toMatchObject({
    verdict: { kind: 'verifies-now' },
    next: 'Send it to your app: webhook-cli replay 1',
  });
  expect(seen).toEqual([]);
  expect(JSON.stringify(listening.lines)).not.toContain(SECRET);
});

test('the diagnosis stands in the line of listen and on the page of why', async () => {
  const cwd = emptyFolder();
  const env = { WEBHOOK_SECRET: `${SECRET}\n` };
  const line = await firstLine(cwd, env);
  expect(line).toMatch(
    /#1 {2}order\.created {4}✗ signature {2}401 +matches after removing a trailing newline from the secret \(why 1\)$/,
  );
  const page = await runHere(['why', '1'], { cwd, env });
  expect(page.stdout).toMatch(
    /^✗ #1 {2}order\.created {2}its signature is wrong, so it was not forwarded: matches after/,
  );
  expect(page.stdout).toContain('It comes from WEBHOOK_SECRET.');
});

/** The line that `listen` without --json prints for one event. */
async function firstLine(cwd: string, env: Record<string, string>): Promise<string> {
  const PATH = process.env['PATH'] ?? '';
  const args = [BIN, 'listen', '--tunnel', 'none', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd, env: { PATH, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /http:\/\/localhost:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: signed(), body: BODY });
    }
    if (line.includes('#1')) return line;
  }
  return '';
}

test('a body that was serialised anew, an old timestamp, no signature, another provider', async () => {
  const { listening, why } = await listen(['--provider', 'stripe']);
  const ts = Math.floor(Date.now() / 1000);
  const stripe = (at: number, content: string) => ({
    'Stripe-Signature': `t=${at},v1=${hmac(`${at}.${content}`)}`,
  });
  await post(listening, stripe(ts, JSON.stringify(JSON.parse(BODY), null, 2)));
  await post(listening, stripe(ts - 1000, BODY));
  await post(listening, {});
  await post(listening, { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${hmac(BODY)}` });
  expect((await why('1')).answer.verdict.sentence).toContain('re-serialising the body indented by 2 spaces');
  expect((await why('2')).answer.signature.diagnosis?.sentence).toMatch(
    /^the signature is right, but its timestamp is 100\d s old: 300 s are allowed$/,
  );
  expect((await why('3')).answer).toMatchObject({
    signature: { status: 'missing', diagnosis: { id: 'signature-missing' } },
  });
  expect((await why('4')).answer).toMatchObject({
    signature: { diagnosis: { id: 'other-provider', sentence: 'verifies as GitHub' } },
    next: expect.stringContaining('--provider github'),
  });
});

test('an app that is down, and a duplicate that is late', async () => {
  const first = await startApp();
  await first.close();
  const { listening, why } = await listen([`${first.port}`]);
  const old = `{"id":"evt_9","type":"order.created","created_at":"${new Date(Date.now() - 3_600_000).toISOString()}"}`;
  await post(listening, signed(old), old);
  await post(listening, signed(old), old);
  const { code, answer } = await why('2');
  expect(code).toBe(1);
  expect(answer).toMatchObject({
    verdict: {
      kind: 'unreachable',
      sentence: 'valid at the door, but app refused the connection on ::1 and 127.0.0.1',
      notes: [
        'duplicate of #1: the app must not act on it twice',
        'late: it arrived 60 min after it was made, held up or tried again',
      ],
    },
    delivery: { duplicateOf: 1, last: { errorCode: 'refused' } },
    next: 'Start the app, or give listen the port it listens on; then: webhook-cli replay 2',
  });
});

test('an app that takes too long', async () => {
  const started = await app();
  started.respond(() => undefined);
  const { listening, why } = await listen([`${started.port}`, '--timeout', '200ms']);
  await post(listening, signed());
  expect((await why('1')).answer).toMatchObject({ verdict: { ok: false, kind: 'timed-out' } });
});

test('what was not forwarded on purpose', async () => {
  const { port } = await app();
  const filtering = await listen([`${port}`, '--events', 'product.*']);
  await post(filtering.listening, signed());
  expect(await filtering.why('1')).toMatchObject({ code: 0, answer: { verdict: { kind: 'filtered' } } });
  const capturing = await listen(['--endpoint-path', '/hooks']);
  await post(capturing.listening, signed());
  expect(await capturing.why('1')).toMatchObject({ code: 1, answer: { verdict: { kind: 'no-endpoint' } } });
});

test('an event that is not there', async () => {
  const cwd = emptyFolder();
  expect(await runHere(['why', '99'], { cwd })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'error: there is no event 99\nSee what is stored: webhook-cli list\n',
  });
});

test('a scheme of the project is diagnosed like a built-in one, by listen and by why', async () => {
  const cwd = emptyFolder();
  const acme = { scheme: { header: 'X-Acme', format: { kind: 'raw' }, template: '{body}' } };
  const endpoints = [{ name: 'acme', provider: 'acme', secretEnv: 'ACME' }];
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ providers: { acme }, endpoints }));
  const options = { cwd, env: { ACME: 'abc' } };
  const listening = await startListen(['--tunnel', 'none'], options);
  const signature = createHmac('sha256', 'abc').update('{"a":1}').digest('hex');
  await fetch(listening.localUrl, { method: 'POST', headers: { 'X-Acme': signature }, body: '{"a":1}\n' });
  const line = await listening.line(({ kind }) => kind === 'diagnosis');
  expect(line).toMatchObject({ sentence: expect.stringContaining('matches after') });
  const done = await runHere(['why', 'last', '--json'], options);
  expect(JSON.parse(done.stdout)).toMatchObject({
    signature: { diagnosis: { sentence: expect.stringContaining('matches after') } },
  });
});
