// Installs the frameworks of examples/receivers into a temporary folder, runs `check` against every
// receiver, right and with its planted mistake, and writes what was found into docs/check.md.
// Fails, and writes nothing, where a probe ended otherwise than examples/receivers/receivers.json says.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = path.join(ROOT, 'docs', 'check.md');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** A time is measured: on a busy machine it may take a second look to see what is there. */
const TRIES = 3;

const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-receivers-'));
try {
  const rows = await everyReceiver();
  const wrong = rows.filter((row) => row.difference !== '');
  for (const { name, difference } of wrong) console.error(`${name}: ${difference}`);
  if (wrong.length === 0) writePage(rows);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function everyReceiver() {
  const receivers = path.join(folder, 'receivers');
  cpSync(path.join(ROOT, 'examples', 'receivers'), receivers, { recursive: true });
  const list = JSON.parse(readFileSync(path.join(receivers, 'receivers.json'), 'utf8'));
  const rows = [];
  for (const receiver of list) {
    const cwd = path.join(receivers, receiver.stack);
    install(cwd, receiver);
    for (const kind of /** @type {const} */ (['right', 'wrong'])) {
      const row = await rowOf(receiver, { kind, cwd });
      console.log(`${row.name}: ${row.counts} in ${row.seconds} s${row.difference && ' — NOT AS EXPECTED'}`);
      rows.push(row);
    }
  }
  return rows;
}

function install(cwd, { stack, build }) {
  const { dependencies } = JSON.parse(readFileSync(path.join(cwd, 'package.json'), 'utf8'));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  if (dependencies !== undefined) npm(cwd, stack, ['install', ...flags]);
  if (build !== undefined) npm(cwd, stack, ['run', '--silent', build]);
}

function npm(cwd, stack, args) {
  const done = spawnSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${stack}: npm ${args.join(' ')} failed`);
}

async function rowOf(receiver, { kind, cwd }) {
  const fails = kind === 'right' ? [] : receiver.fails;
  const warns = kind === 'right' ? [] : receiver.warns;
  const name = `${receiver.title}, ${kind === 'right' ? 'right' : receiver.planted}`;
  let row;
  for (let left = warns.includes('constant-time') ? TRIES : 1; left > 0; left -= 1) {
    const { code, found } = await checked(receiver, { kind, cwd });
    row = { ...receiver, kind, name, ...seen(found) };
    row.difference = differenceOf(row, { fails, warns, code });
    if (row.difference === '') break;
  }
  return row;
}

function seen({ probes, counts, durationMs }) {
  const ended = (outcome) => probes.filter((probe) => probe.outcome === outcome);
  const names = (outcome) => ended(outcome).map(({ id }) => id);
  const mistakes = [...new Set([...ended('fail'), ...ended('warn')].map(({ mistake }) => mistake))];
  return {
    failed: names('fail'),
    warned: names('warn'),
    mistakes,
    counts: `${counts.pass} passed, ${counts.fail} failed, ${counts.warn} warned, ${counts.skip} skipped`,
    seconds: Math.round(durationMs / 100) / 10,
  };
}

function differenceOf({ failed, warned, mistakes, mistake }, { fails, warns, code }) {
  const named = fails.length + warns.length === 0 ? [] : [mistake];
  const expected = JSON.stringify([fails, warns, named, fails.length === 0 ? 0 : 1]);
  const got = JSON.stringify([failed, warned, mistakes, code]);
  return expected === got ? '' : `expected ${expected}, got ${got}`;
}

async function checked(receiver, { kind, cwd }) {
  const [command, ...args] = receiver[kind];
  const env = { PATH: process.env.PATH, WEBHOOK_SECRET: SECRET, WEBHOOK_CLI_DIR: path.join(folder, 'state') };
  const app = spawn(command, args, {
    cwd,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const port = await portOf(app);
    const count = `http://127.0.0.1:${port}/count`;
    const target = `127.0.0.1:${port}/webhooks`;
    const bin = path.join(ROOT, 'bin', 'webhook-cli.js');
    const words = [bin, 'check', target, '--provider', receiver.provider, '--count-url', count, '--json'];
    const check = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks = [];
    check.stdout.on('data', (chunk) => chunks.push(chunk));
    const code = await new Promise((resolve) => check.once('close', resolve));
    return { code, found: JSON.parse(Buffer.concat(chunks).toString()) };
  } finally {
    app.kill();
  }
}

/** Every receiver says where it listens. */
async function portOf(app) {
  for await (const line of createInterface({ input: app.stdout })) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('a receiver ended before it listened');
}

function writePage(rows) {
  const lines = rows.map(({ title, stack, provider, kind, planted, failed, warned, mistakes }) => {
    const file = kind === 'right' ? 'right' : `${planted}`;
    const list = (ids) => ids.map((id) => `\`${id}\``).join(', ') || 'none';
    const named = mistakes.map((mistake) => `\`${mistake}\``).join(', ');
    return `| [${title}](../examples/receivers/${stack}) | ${provider} | ${file} | ${list(failed)} | ${list(warned)} | ${named} |`;
  });
  const head = ['receiver', 'signed as', 'mistake', 'probes that fail', 'that warn', 'mistake named'];
  const table = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const between = /(<!-- matrix -->)[\s\S]*(<!-- end of matrix -->)/;
  if (!between.test(page)) throw new Error('docs/check.md has no markers for the matrix');
  writeFileSync(
    PAGE,
    page.replace(between, (_all, start, end) => `${start}\n\n${table}\n\n${end}`),
  );
}
