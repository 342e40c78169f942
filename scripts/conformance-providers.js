// Forges requests with our signatures and shows them to the vendors' own libraries, which are
// installed into a temporary folder: what `sign` makes and what `trigger` sends. Then spoils each in
// at least twenty ways and compares who refuses what.
// Writes docs/providers.md; fails where we are accepted by no library, or accept what one refuses.
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generate } from 'selfsigned';
import { findProvider } from '../dist/providers/index.js';
import { sign } from '../dist/signatures/sign.js';
import { verify } from '../dist/signatures/verify.js';
import { LIBRARIES } from './provider-libraries.js';
import { SPOILS } from './provider-spoils.js';

const BIN = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const URL_SIGNED = 'https://hooks.example.test/in?x=1';
const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-libraries-'));
try {
  const libraries = await install();
  const rows = [];
  for (const [name, library] of Object.entries(libraries)) rows.push(await compare(name, library));
  writeFileSync(new URL('../docs/providers.md', import.meta.url), page(rows));
  for (const row of rows) console.log(line(row));
  if (rows.some(isWrong)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The libraries, loaded from the folder they were installed into. */
async function install() {
  const packages = [...new Set(Object.values(LIBRARIES).map((library) => library.package))];
  answerCertificates();
  writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the libraries could not be installed');
  const copy = path.join(folder, 'provider-libraries.js');
  copyFileSync(fileURLToPath(new URL('provider-libraries.js', import.meta.url)), copy);
  return (await import(pathToFileURL(copy).href)).LIBRARIES;
}

/** A provider is wrong if its library refuses ours, or we accept what it refuses. */
function isWrong({ signAccepted, triggerAccepted, looser, tried }) {
  return !signAccepted || !triggerAccepted || looser.length > 0 || tried < 20;
}

/** Stands for the host that has the certificates a library fetches. */
function answerCertificates() {
  https.get = (url, answered) => {
    const request = new EventEmitter();
    const pem = globalThis.certificates?.[url];
    if (pem === undefined) throw new Error('nothing is fetched here');
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    queueMicrotask(() => {
      answered(response);
      response.emit('data', Buffer.from(pem));
      response.emit('end');
    });
    return request;
  };
}

/** A secret to sign with, and the one the receiver has: the public half where there are two. */
async function secretsFor({ scheme, name }) {
  if (name === 'aws-sns') {
    const [own, other] = [await certificate(), await certificate()];
    return { own: own.private, theirs: own.cert, other: other.cert };
  }
  if (scheme.algorithm === 'ed25519') return pair(generateKeyPairSync('ed25519'), rawEd25519);
  if (scheme.algorithm === 'ecdsa-p256-sha256') {
    return pair(generateKeyPairSync('ec', { namedCurve: 'P-256' }), spki);
  }
  const hex = scheme.secret === 'hex';
  const secret = hex
    ? '44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056'
    : 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  // Contentful's library takes 64 characters and no others.
  const text = scheme.name === 'contentful' ? secret.padEnd(64, 'x') : secret;
  return { own: text, theirs: text, other: `${text.slice(0, -4)}abcd` };
}

async function certificate() {
  return generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], { keyType: 'rsa', keySize: 2048 });
}

function pair({ publicKey, privateKey }, write) {
  const own = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const type = publicKey.asymmetricKeyType === 'ed25519' ? ['ed25519'] : ['ec', { namedCurve: 'P-256' }];
  return { own, theirs: write(publicKey), other: write(generateKeyPairSync(...type).publicKey) };
}

function rawEd25519(key) {
  return Buffer.from(key.export({ format: 'jwk' }).x, 'base64url').toString('hex');
}

function spki(key) {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function bodyFor(at) {
  const item = {
    pspReference: 'p',
    amount: { value: 1, currency: 'EUR' },
    eventCode: 'AUTHORISATION',
    success: 'true',
  };
  const items = { notificationItems: [{ NotificationRequestItem: { ...item, additionalData: {} } }] };
  return JSON.stringify({ id: 'evt_1', type: 'a', n: 'Zoë $& €', webhookTimestamp: at, ...items });
}

function forge(provider, { secrets, library, at }) {
  const body = Buffer.from(library.body ?? bodyFor(at));
  const input = { method: 'POST', body, secret: secrets.own, timestamp: at, id: 'msg_1', url: URL_SIGNED };
  const signed = sign(provider.scheme, input);
  if (signed.kind === 'refused') throw new Error(`${provider.name}: ${signed.explanation}`);
  const headers = Object.fromEntries(signed.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const url = signed.query ? `${URL_SIGNED}&${signed.query}` : URL_SIGNED;
  return { method: 'POST', url, secret: secrets.theirs, headers, body: signed.body };
}

function ours(provider, request) {
  const { secret, headers, ...rest } = request;
  const input = { ...rest, headers: Object.entries(headers), secrets: [secret], now: Date.now() };
  return verify(provider.scheme, input).status === 'valid';
}

/** Libraries refuse by an answer or by an error. */
async function theirs(library, request) {
  try {
    return (await library.accepts(request)) === true;
  } catch {
    return false;
  }
}

/** What `trigger` sends to an app, as the app's library would get it. */
async function triggered(provider, { secrets, library }) {
  let seen;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const query = /[?&](bodySHA256=[0-9a-f]+)/.exec(request.url)?.[1];
      const url = query === undefined ? URL_SIGNED : `${URL_SIGNED}&${query}`;
      seen = {
        method: 'POST',
        url,
        secret: secrets.theirs,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const file = path.join(folder, 'event.json');
  writeFileSync(file, library.body ?? bodyFor(Date.now()));
  const to = `127.0.0.1:${server.address().port}/in?x=1`;
  const args = [
    'trigger',
    'an.event',
    '--provider',
    provider.name,
    '--data',
    file,
    '--to',
    to,
    '--url',
    URL_SIGNED,
  ];
  const env = {
    PATH: process.env.PATH,
    WEBHOOK_SECRET: secrets.own,
    WEBHOOK_CLI_DIR: path.join(folder, 'state'),
  };
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((resolve) => child.once('close', resolve));
  server.close();
  return seen;
}

async function compare(name, library) {
  const provider = findProvider(library.provider ?? name);
  const secrets = await secretsFor(provider);
  const signedAt = (offset) => forge(provider, { secrets, library, at: Date.now() + offset });
  const { scheme } = provider;
  const from = scheme.timestamp?.from;
  const context = {
    name: scheme.header,
    inBody: library.signatureIn,
    time: from?.kind === 'header' ? from.name : null,
    otherSecret: secrets.other,
    signedAt,
    signsUrl: scheme.kind === 'special' ? scheme.name === 'contentful' : /\{url/.test(scheme.template),
  };
  const row = {
    name,
    package: library.package,
    version: versionOf(library.package),
    tried: 0,
    looser: [],
    stricter: [],
  };
  const right = signedAt(0);
  row.signAccepted = ours(provider, right) && (await theirs(library, right));
  const sent = await triggered(provider, { secrets, library });
  row.triggerAccepted = sent !== undefined && (await theirs(library, sent));
  for (const [what, spoil] of Object.entries(SPOILS)) {
    const request = spoil(signedAt(0), context);
    if (request === undefined) continue;
    row.tried += 1;
    const [we, they] = [ours(provider, request), await theirs(library, request)];
    if (we && !they) row.looser.push(what);
    if (!we && they) row.stricter.push(what);
  }
  return row;
}

function versionOf(name) {
  return JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function line({ name, package: from, version, signAccepted, triggerAccepted, tried, looser, stricter }) {
  const verdict = signAccepted && triggerAccepted ? 'accepts ours' : 'REFUSES OURS';
  const differ = [
    ...looser.map((what) => `only we accept: ${what}`),
    ...stricter.map((what) => `only it accepts: ${what}`),
  ];
  return `${name}: ${from} ${version} ${verdict}; ${tried - differ.length} of ${tried} spoiled alike${differ.length > 0 ? `; ${differ.join('; ')}` : ''}`;
}

function page(rows) {
  const cells = rows.map((row) => {
    const { name, package: from, version, signAccepted, triggerAccepted, tried, looser, stricter } = row;
    const alike = `${tried - looser.length - stricter.length} of ${tried}`;
    const differ = [
      ...looser.map((what) => `we alone accept ${what}`),
      ...stricter.map((what) => `it alone accepts ${what}`),
    ];
    const takes = [signAccepted, triggerAccepted].map((yes) => (yes ? 'yes' : 'no')).join(' | ');
    return `| ${name} | ${from} ${version} | ${takes} | ${alike} | ${differ.join('; ') || '-'} |`;
  });
  return `# Providers against their own libraries

Written by \`npm run conformance:providers\`: it shows what \`sign\` makes and what \`trigger\` sends to the libraries the
vendors publish, then spoils each request in at least twenty ways and compares who refuses what. We accept nothing that
a library refuses. Where one accepts more, the documentation asks for less: a signature has one form, the secret and the
body count byte for byte, and at most 100 signatures of a header are read.

| provider | library | takes \`sign\` | takes \`trigger\` | spoiled, same answer | where they differ |
| --- | --- | --- | --- | --- | --- |
${cells.join('\n')}
`;
}
