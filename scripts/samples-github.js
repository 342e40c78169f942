// Imports GitHub's own OpenAPI description with the built command, triggers every sample it made at a
// receiver, and holds each body that arrived against the description's schemas with Ajv. Description
// and Ajv are installed into a temporary folder. Fails where one body does not fit its schema.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const PACKAGE = '@octokit/openapi-webhooks';
const SECRET = 'samples-of-github';
const AT_A_TIME = 4;

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-github-'));
const receiver = await startReceiver();
try {
  install();
  const { description, check, version } = load();
  console.log(`${PACKAGE} ${version}: ${Object.keys(description.webhooks).length} webhooks`);
  const { imported, samples, skipped } = importAll();
  const impossible = skipped.filter(({ webhook, reason }) => isImpossible(check, webhook, reason));
  const failures = await triggerAll(samples, check);
  for (const { webhook, reason } of skipped) {
    const why = impossible.some((one) => one.webhook === webhook)
      ? 'its own schema excludes every value: '
      : '';
    console.log(`skipped ${webhook}: ${why}${reason}`);
  }
  for (const failure of failures) console.log(`FAILED ${failure}`);
  const examples = samples.filter(({ from }) => from === 'example').length;
  console.log(`${imported} imported (${examples} from an example, ${imported - examples} from the schema)`);
  console.log(
    `${receiver.bodies.size} triggered, ${imported - failures.length} valid, ${failures.length} failed`,
  );
  if (failures.length > 0 || imported === 0 || skipped.length > impossible.length) process.exitCode = 1;
} finally {
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const packages = [PACKAGE, 'ajv', 'ajv-formats'];
  const done = spawnSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the description could not be installed');
}

function load() {
  const require = createRequire(path.join(folder, 'package.json'));
  const { default: Ajv } = require('ajv/dist/2020');
  const ajv = new Ajv({ strict: false, allErrors: true, inlineRefs: false, validateSchema: false });
  require('ajv-formats').default(ajv);
  const place = path.join(folder, 'node_modules', ...PACKAGE.split('/'));
  const description = JSON.parse(readFileSync(file(), 'utf8'));
  const { version } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
  ajv.addSchema({ ...description, $id: 'github' });
  /** The check of a webhook's body, or of a field of it. */
  const check = (webhook, fields = []) => {
    const body = ['webhooks', webhook, 'post', 'requestBody', 'content', 'application/json', 'schema'];
    let at = pointer(body);
    for (const field of fields) at = pointer([...resolve(description, at), 'properties', field]);
    return ajv.compile({ $ref: `github${at}` });
  };
  return { description, check, version };
}

function file() {
  return path.join(folder, 'node_modules', ...PACKAGE.split('/'), 'generated', 'api.github.com.json');
}

function pointer(steps) {
  return `#/${steps.map((step) => step.replace(/~/g, '~0').replace(/\//g, '~1')).join('/')}`;
}

/** Where a pointer leads once every $ref on the way is followed, as steps. */
function resolve(root, at) {
  const steps = at
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const value = steps.reduce((inner, step) => inner[step], root);
  return value.$ref === undefined ? steps : resolve(root, value.$ref);
}

/** Whether a field's schema refuses a value of every JSON type because of its type. */
function isImpossible(check, webhook, reason) {
  const field = /^nothing can fit its schema at ([\w.]+)$/.exec(reason)?.[1];
  if (field === undefined) return false;
  const validate = check(webhook, field.split('.'));
  return [null, true, 1, 1.5, 'a', [], {}].every((value) => {
    validate(value);
    return validate.errors?.some((error) => error.keyword === 'type' && error.instancePath === '');
  });
}

function importAll() {
  const args = [BIN, 'samples', 'import', file(), '--provider', 'github', '--json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, maxBuffer: 1e8 });
  if (stdout.length === 0) throw new Error(`nothing was imported: ${String(stderr)}`);
  return JSON.parse(String(stdout));
}

/** What did not arrive, or not as the description says. */
async function triggerAll(samples, check) {
  const failures = [];
  const queue = [...samples];
  const work = async () => {
    for (let sample = queue.shift(); sample !== undefined; sample = queue.shift()) {
      const problem = await triggerOne(sample, check);
      if (problem !== undefined) failures.push(`${sample.webhook}: ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return failures;
}

async function triggerOne({ webhook, type }, check) {
  const target = `http://127.0.0.1:${receiver.port}/${encodeURIComponent(webhook)}`;
  const { code, text } = await run(['trigger', `github:${type}`, '--to', target]);
  if (code !== 0) return `trigger ended with ${code}: ${text}`;
  const request = receiver.bodies.get(webhook);
  if (request === undefined) return 'nothing arrived';
  const expected = `sha256=${createHmac('sha256', SECRET).update(request.body).digest('hex')}`;
  if (request.headers['x-hub-signature-256'] !== expected) return 'its signature is wrong';
  const validate = check(webhook);
  if (validate(JSON.parse(String(request.body)))) return undefined;
  const [{ instancePath, message }] = validate.errors;
  return `${instancePath} ${message}`;
}

function run(args) {
  const env = { ...process.env, WEBHOOK_SECRET: SECRET };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  return new Promise((done) => {
    child.once('close', (code) => done({ code, text: String(Buffer.concat(chunks)) }));
  });
}

async function startReceiver() {
  const bodies = new Map();
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const webhook = decodeURIComponent(incoming.url.slice(1));
      bodies.set(webhook, { headers: incoming.headers, body: Buffer.concat(chunks) });
      outgoing.end();
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { bodies, port: server.address().port, close: () => server.close() };
}
