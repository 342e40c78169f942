// Forges requests with our signatures and shows them to the vendors' own libraries, which are
// installed into a temporary folder; spoils them in twenty ways and compares who refuses what.
// Writes docs/providers.md; fails where we are accepted by no library, or accept what one refuses.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findProvider } from '../dist/providers/index.js';
import { sign } from '../dist/signatures/sign.js';
import { verify } from '../dist/signatures/verify.js';
import { LIBRARIES } from './provider-libraries.js';
import { SPOILS } from './provider-spoils.js';

const URL_SIGNED = 'https://hooks.example.test/in?x=1';
const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-libraries-'));
try {
  const libraries = await install();
  const rows = [];
  for (const [name, library] of Object.entries(libraries)) rows.push(await compare(name, library));
  writeFileSync(new URL('../docs/providers.md', import.meta.url), page(rows));
  for (const row of rows) console.log(line(row));
  if (rows.some(({ isAccepted, looser }) => !isAccepted || looser.length > 0)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The libraries, loaded from the folder they were installed into. */
async function install() {
  const packages = Object.values(LIBRARIES).map((library) => library.package);
  writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the libraries could not be installed');
  const copy = path.join(folder, 'provider-libraries.js');
  copyFileSync(fileURLToPath(new URL('provider-libraries.js', import.meta.url)), copy);
  return (await import(pathToFileURL(copy).href)).LIBRARIES;
}

/** A secret to sign with, and the one the receiver has: the public half where there are two. */
function secretsFor({ scheme }) {
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
  return { method: 'POST', url: URL_SIGNED, secret: secrets.theirs, headers, body: signed.body };
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

async function compare(name, library) {
  const provider = findProvider(name);
  const secrets = secretsFor(provider);
  const signedAt = (offset) => forge(provider, { secrets, library, at: Date.now() + offset });
  const { scheme } = provider;
  const from = scheme.timestamp?.from;
  const context = {
    name: scheme.header,
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
  row.isAccepted = ours(provider, right) && (await theirs(library, right));
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

function line({ name, package: from, version, isAccepted, tried, looser, stricter }) {
  const verdict = isAccepted ? 'accepts ours' : 'REFUSES OURS';
  const differ = [
    ...looser.map((what) => `only we accept: ${what}`),
    ...stricter.map((what) => `only it accepts: ${what}`),
  ];
  return `${name}: ${from} ${version} ${verdict}; ${tried - differ.length} of ${tried} spoiled alike${differ.length > 0 ? `; ${differ.join('; ')}` : ''}`;
}

function page(rows) {
  const cells = rows.map(({ name, package: from, version, isAccepted, tried, looser, stricter }) => {
    const alike = `${tried - looser.length - stricter.length} of ${tried}`;
    const differ = [
      ...looser.map((what) => `we alone accept ${what}`),
      ...stricter.map((what) => `it alone accepts ${what}`),
    ];
    return `| ${name} | ${from} ${version} | ${isAccepted ? 'yes' : 'no'} | ${alike} | ${differ.join('; ') || '-'} |`;
  });
  return `# Providers against their own libraries

Written by \`npm run conformance:providers\`: it forges requests with our signatures, shows them to the libraries the
vendors publish, then spoils each in up to twenty ways and compares who refuses what.

| provider | library | takes ours | spoiled, same answer | where they differ |
| --- | --- | --- | --- | --- |
${cells.join('\n')}
`;
}
