import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createHmac } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App, type Behaviour } from '../support/app-server.ts';
import { check, CHECK_SECRET, checked, ended, outcomesOf } from '../support/check-run.ts';
import { emptyFolder, interruptCli, runHere } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { readXml, type XmlElement } from '../support/read-xml.ts';
import { storeApp } from '../support/store-app.ts';
import { testCertificate } from '../support/test-ca.ts';

const BIN = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));

async function appThat(behaviour: Behaviour): Promise<App> {
  const app = await startApp();
  onTestFinished(() => app.close());
  app.respond(behaviour);
  return app;
}

/** A server below HTTP: what it does with a connection is all it does. */
async function serverThat(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const always =
  (status: number): Behaviour =>
  (_request, response) =>
    response.writeHead(status).end();

const verifying = storeApp(CHECK_SECRET);

test('a dead port: unreachable, and what to do', async () => {
  const done = await check(String(await freePort()));
  expect(done.code).toBe(3);
  expect(done.stdout).toBe('');
  expect(done.stderr).toMatch(/error: nothing was sent to \S+: app refused the connection on ::1 and 127/);
});

test('a server that hangs: given up soon, and said so', async () => {
  const { code, found } = await checked(`${await serverThat(() => undefined)}`, '--timeout', '300ms');
  expect(code).toBe(1);
  expect(found).toMatchObject({ passed: false, ended: 'gave-up' });
  expect(found.durationMs).toBeLessThan(5000);
  expect(found.probes[0]).toMatchObject({
    outcome: 'fail',
    mistake: 'no-answer',
    found: 'no answer within 300 ms',
  });
  expect(ended(found, 'pass')).toEqual([]);
  expect(ended(found, 'fail')).toContain('still-alive');
  expect(outcomesOf(found, 'refuses')).toEqual(['skip']);
});

test('a server that closes every connection: each event got no answer, and nothing else is proven', async () => {
  const { code, found } = await checked(`${await serverThat((socket) => socket.destroy())}`);
  expect(code).toBe(1);
  expect(found.ended).toBe('whole');
  expect(found.probes[0]).toMatchObject({ outcome: 'fail', mistake: 'no-answer' });
  expect(outcomesOf(found, 'accepts').toSorted()).toEqual(['fail', 'skip']);
  expect(outcomesOf(found, 'refuses')).toEqual(['skip']);
  expect(ended(found, 'fail')).toContain('still-alive');
});

test('always 200: every probe of what must be refused fails, as one mistake', async () => {
  const { port } = await appThat(always(200));
  const { code, found } = await checked(`${port}`);
  expect(code).toBe(1);
  expect(outcomesOf(found, 'accepts').toSorted()).toEqual(['pass', 'skip']);
  expect(outcomesOf(found, 'refuses').toSorted()).toEqual(['fail', 'skip']);
  const failed = found.probes.filter(({ group, outcome }) => group === 'refuses' && outcome === 'fail');
  expect(failed.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['no-signature', 'wrong-secret', 'changed-body', 'not-json']),
  );
  expect(new Set(failed.map(({ mistake }) => mistake))).toEqual(new Set(['not-verified']));
  expect(ended(found, 'fail')).toContain('method-put');
});

test('always 401: every valid event fails, and its refusals prove nothing', async () => {
  const { port } = await appThat(always(401));
  const { code, found } = await checked(`${port}`);
  expect(code).toBe(1);
  const failed = found.probes.filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failed.map(({ group }) => group))).toEqual(new Set(['accepts']));
  expect(new Set(failed.map(({ mistake }) => mistake))).toEqual(new Set(['refuses-valid-events']));
  expect(outcomesOf(found, 'refuses')).toEqual(['skip']);
  expect(found.probes.find(({ id }) => id === 'wrong-secret')?.found).toMatch(/^not proven: .*answered 401/);
});

test('always 500: valid events fail for that reason', async () => {
  const { port } = await appThat(always(500));
  const { found } = await checked(`${port}`, '--only', 'event,refuses');
  expect(found.probes[0]).toMatchObject({ outcome: 'fail', mistake: 'server-error' });
  expect(outcomesOf(found, 'refuses')).toEqual(['skip']);
});

test('one that ends in the middle is not alive at the end', async () => {
  const app = await appThat((request, response) => {
    if (request.method === 'PUT') void app.close();
    else verifying(request, response);
  });
  const { code, found } = await checked(`${app.port}`, '--skip', 'burst,slow-sender,constant-time');
  expect(code).toBe(1);
  expect(ended(found, 'fail')).toEqual(['still-alive']);
});

test('answers that give something away', async () => {
  const { port } = await appThat((request, response) => {
    const right = createHmac('sha256', CHECK_SECRET).update(request.body).digest('hex');
    const isRight = request.rawHeaders.includes(right);
    response.writeHead(isRight ? 200 : 401).end(isRight ? '' : `expected ${right}`);
  });
  const done = await check(`${port}`, '--only', 'no-leaks');
  expect(done.code).toBe(1);
  expect(done.stdout).toContain('an answer with the status 401 holds the expected signature');
  expect(done.stdout + done.stderr).not.toContain(CHECK_SECRET);
});

test('it prints as it goes: groups, a line a probe, each mistake once with its fix, the numbers', async () => {
  const { port } = await appThat((request, response) => {
    verifying({ ...request, body: Buffer.from(request.body.toString('utf8').trim()) }, response);
  });
  const done = await check(`${port}/hooks`, '--skip', 'burst,slow-sender,constant-time');
  expect(done.stderr).toMatch(/^checking http:\/\/localhost:\d+ with \d+ probes, signed as Store signs\n$/);
  expect(done.stdout).toMatch(/^accepts\n {2}✓ event:order\.created +accepted with 200 \d+ ms\n/);
  expect(done.stdout).toMatch(/\nrefuses\n {2}✓ no-signature +refused with 401 \d+ ms\n/);
  expect(done.stdout).toMatch(/ {2}· rotated-secret +skipped: there is one secret only/);
  expect(done.stdout).toMatch(/\n✗ parsed-before-verifying: trailing-newline\n {2}sent {4}a valid event/);
  expect(done.stdout).toContain(`repeat  webhook-cli check ${port}/hooks --print trailing-newline | sh\n`);
  expect(done.stdout).toMatch(/\n\d+ passed, 1 failed, 0 warnings, \d+ skipped in \d+ m?s\n$/);
  expect(done.code).toBe(1);
});

function casesOf(suite: XmlElement | undefined): XmlElement[] {
  return suite?.children ?? [];
}

test('the JUnit report holds a case for each probe, also where the wire says things XML has no form for', async () => {
  const { port } = await appThat((_request, response) => {
    response.writeHead(401, { 'x-hostile': 'a]]><b>' }).end('\u001b[31m\ufffe');
  });
  const cwd = emptyFolder();
  const args = ['check', `${port}`, '--json', '--junit', 'reports/check.xml', '--only', 'accepts,refuses'];
  const done = await runHere(args, { cwd, env: { WEBHOOK_SECRET: CHECK_SECRET } });
  const { probes, counts } = JSON.parse(done.stdout) as {
    probes: { id: string; group: string; outcome: string }[];
    counts: Record<string, number>;
  };
  const root = readXml(readFileSync(path.join(cwd, 'reports', 'check.xml'), 'utf8'));
  const [suite] = root.children;
  expect(suite?.attributes).toMatchObject({
    name: 'webhook-cli check',
    tests: String(probes.length),
    failures: String(counts['fail']),
    skipped: String(counts['skip']),
    errors: '0',
  });
  const kinds: Record<string, string[]> = { fail: ['failure'], skip: ['skipped'], pass: [] };
  expect(
    casesOf(suite).map(({ attributes, children }) => [attributes['name'], children.map(({ name }) => name)]),
  ).toEqual(
    probes.map(({ id, group, outcome }) => [`${group}: ${id}`, [...(kinds[outcome] ?? []), 'system-out']]),
  );
});

test('--only and --skip take ids, first parts of ids and groups; the first event always runs', async () => {
  const { port } = await appThat(verifying);
  const only = await checked(`${port}`, '--only', 'wrong-secret,path');
  expect(only.found.probes.map(({ id }) => id)).toEqual([
    'event:order.created',
    'wrong-secret',
    'https',
    'certificate',
  ]);
  expect(only.code).toBe(0);
  const skipping = await checked(`${port}`, '--skip', 'accepts,behaves,path');
  expect(new Set(skipping.found.probes.map(({ group }) => group))).toEqual(new Set(['accepts', 'refuses']));
});

test.each([
  [['1', '--only', 'jsn-whitespace'], /there is no such probe\nDid you mean json-whitespace\?/],
  [['1', '--skip', 'nothing-like-it-at-all'], /There are: accepts, refuses, behaves, path, event:order/],
  [['1', '--print', 'refuses'], /--print refuses: there is no such probe/],
  [['1', '--print', 'stale-timestamp'], /stale-timestamp is skipped: Store signs no time/],
  [['1', '--print', 'event', '--provider', 'gitlab'], /sends the secret itself, which is never printed/],
  [['1', '--provider', 'microsoft-graph'], /--data/],
  [['1', '--timeout', '0'], /--timeout 0: a check must come to its end/],
  [['http://192.0.2.1/'], /192\.0\.2\.1 is another machine/],
  [['1', '--count-url', 'http://192.0.2.1/count'], /192\.0\.2\.1 is another machine/],
  [['1', '--count-url', '1/count', '--count-command', 'echo 1'], /were both given/],
])('wrong use: check %j', async (args, words) => {
  const done = await check(...args);
  expect(done.stderr).toMatch(words);
  expect(done.code).toBe(2);
});

test.each([
  [['--count-command', 'echo three'], /--count-command: gave no number but "three"/],
  [['--count-command', 'echo no such table >&2; exit 4'], /--count-command: exit code 4: no such table/],
  [['--count-url', '1/count'], /--count-url 1\/count: app refused the connection/],
])('a counter that gives no number: %j', async (args, words) => {
  const { port } = await appThat(verifying);
  const done = await check(`${port}`, ...args);
  expect(done.stderr).toMatch(words);
  expect(done.code).toBe(3);
});

test('a counter that fails later fails the probe, and one that does not move proves nothing', async () => {
  const { port } = await appThat(verifying);
  const still = await checked(`${port}`, '--only', 'same-event-twice', '--count-command', 'echo 7');
  expect(still.found.probes.at(-1)).toMatchObject({ outcome: 'skip' });
  expect(still.found.probes.at(-1)?.found).toMatch(/the count stayed at 7/);
  const once = 'test -e seen && exit 5; touch seen; echo 1';
  const failing = await checked(`${port}`, '--only', 'same-event-twice', '--count-command', once);
  expect(failing.found.probes.at(-1)).toMatchObject({ outcome: 'fail', mistake: 'count-failed' });
  const without = await checked(`${port}`, '--only', 'same-event-twice');
  expect(without.found.probes.at(-1)?.found).toMatch(/only --count-url or --count-command shows/);
});

test('the second secret is tried during a rotation', async () => {
  const { port } = await appThat(verifying);
  const run = (old: string) =>
    runHere(
      [
        'check',
        `${port}`,
        '--only',
        'rotated-secret',
        '--json',
        '--secret-env',
        'NEW',
        '--secret-env',
        'OLD',
      ],
      { cwd: emptyFolder(), env: { NEW: CHECK_SECRET, OLD: old } },
    );
  expect((await run(CHECK_SECRET)).code).toBe(0);
  const failed = await run('whsec_an_older_one');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('"mistake": "one-secret-only"');
});

test('the command that repeats a probe says what was said, but no header that lets others in', async () => {
  const { port } = await appThat(always(401));
  const headers = ['--header', 'X-Shop: a b', '--header', 'Authorization: Bearer xyz'];
  const { found } = await checked(`${port}/a`, '--only', 'event', '--provider', 'github', ...headers);
  expect(found.probes[0]?.repeat).toBe(
    `webhook-cli check ${port}/a --provider github --header 'X-Shop: a b' --header 'Authorization: …' --print event:check_run.completed | sh`,
  );
});

test('an event of your own takes the place of the samples', async () => {
  const { port, seen } = await appThat(verifying);
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'event.json'), '{"type":"mine","id":"evt_7","n":1.0}');
  const args = ['check', `${port}`, '--data', 'event.json', '--only', 'event'];
  const done = await runHere(args, { cwd, env: { WEBHOOK_SECRET: CHECK_SECRET } });
  expect(done.stdout).toContain('event:mine');
  expect(seen[0]?.body.toString()).toBe('{"type":"mine","id":"evt_7","n":1.0}');
});

test('without a secret it says whose signature it uses', async () => {
  const { port } = await appThat(always(401));
  const done = await runHere(['check', `${port}`, '--only', 'event'], { cwd: emptyFolder() });
  expect(done.stderr).toMatch(/warning: no secret is set, so a generated one signs/);
});

test('HTTPS: a certificate nobody trusts is told, with --ca its days are counted', async () => {
  const certificate = await testCertificate();
  const server = createTlsServer(certificate, (request, response) => {
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const target = `https://localhost:${(server.address() as AddressInfo).port}`;
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'ca.pem'), certificate.cert);
  const run = (...args: string[]) =>
    runHere(['check', target, '--only', 'certificate', '--json', ...args], {
      cwd,
      env: { WEBHOOK_SECRET: CHECK_SECRET },
    });
  const untrusted = await run();
  expect(untrusted.code).toBe(3);
  expect(untrusted.stderr).toMatch(/A provider would not trust it either/);
  expect((await run('--insecure')).stdout).toMatch(/"mistake": "bad-certificate"/);
  expect((await run('--ca', 'ca.pem')).stdout).toMatch(/"found": "trusted, valid for \d+ days"/);
});

test('Ctrl-C ends it at once with what was seen so far', async () => {
  const app = await appThat((request, response) => {
    if (app.seen.length <= 3) verifying(request, response);
  });
  const options = { cwd: emptyFolder(), env: { WEBHOOK_SECRET: CHECK_SECRET } };
  const done = await interruptCli(['check', `${app.port}`], options, 'event:order.created');
  expect(done.code).toBe(1);
  expect(done.stdout).toMatch(/event:order\.created +accepted/);
  expect(done.stdout).toMatch(/1 passed, 0 failed, .*; stopped before the end\n$/);
  expect(done.stderr).not.toContain('error');
});

test('a reader that leaves ends it', async () => {
  const { port, seen } = await appThat(verifying);
  const env = { PATH: process.env['PATH'] ?? '', WEBHOOK_SECRET: CHECK_SECRET };
  const line = `"${process.execPath}" "${BIN}" check ${port} | head -n 2`;
  const { stdout, stderr } = await promisify(exec)(line, { cwd: emptyFolder(), env });
  expect(stdout.split('\n')).toHaveLength(3);
  expect(stderr).not.toContain('error');
  expect(seen.length).toBeLessThan(40);
});
