import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { customProvider } from '../../src/config/custom-provider.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { providers } from '../../src/providers/index.ts';

async function read(settings: unknown, indent?: number) {
  const root = mkdtempSync(path.join(tmpdir(), 'webhook-cli-providers-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(path.join(root, 'webhook.config.json'), JSON.stringify(settings, null, indent));
  return readSettings(root);
}

test('a header is all a description needs', async () => {
  const { providers: own } = await read({ providers: { acme: { scheme: { header: 'X-Acme-Sig' } } } });
  const acme = own?.['acme'];
  expect(acme === undefined ? acme : customProvider('acme', acme)).toEqual({
    name: 'acme',
    title: 'acme',
    scheme: {
      kind: 'header',
      header: 'x-acme-sig',
      format: { kind: 'raw' },
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      template: '{body}',
      secret: 'utf8',
    },
    eventType: null,
    eventId: null,
    answerWithinSeconds: null,
    answer: { status: null, body: null },
    retryAfterSeconds: [],
    handshakes: [],
    headers: [['Content-Type', 'application/json']],
    note: null,
  });
});

test('every built-in description is one the settings take', async () => {
  for (const { scheme, name, handshakes: _handshakes, ...provider } of providers) {
    if (scheme.kind === 'special') continue;
    const { kind: _kind, ...described } = scheme;
    const settings = await read({ providers: { [name]: { ...provider, scheme: described } } });
    expect(settings.providers?.[name]?.scheme, name).toEqual(scheme);
  }
});

const HEADER = { header: 'x-sig' };
const WRONG: readonly (readonly [scheme: object, says: RegExp])[] = [
  [{}, /providers\.acme\.scheme/],
  [{ header: 'x sig' }, /scheme\.header: must be a header name/],
  [{ ...HEADER, algorithm: 'md5' }, /scheme\.algorithm/],
  [{ ...HEADER, sceret: 'utf8' }, /scheme\.sceret: there is no such setting/],
  [{ ...HEADER, format: { kind: 'prefix' } }, /scheme\.format/],
  [{ ...HEADER, template: '{bdy}' }, /scheme\.template: \{bdy\} is no token/],
  [{ ...HEADER, template: 'fixed' }, /scheme\.template: must hold \{body\}/],
  [{ ...HEADER, template: '{ts}{body}' }, /scheme\.timestamp: \{ts\} needs it/],
  [{ ...HEADER, template: '{id}{body}' }, /scheme\.idHeader: \{id\} needs it/],
  [
    { ...HEADER, timestamp: { from: { kind: 'part', key: 't' } } },
    /scheme\.timestamp: only a header of the format list/,
  ],
  [{ ...HEADER, algorithm: 'ed25519' }, /scheme\.secret: key belongs to/],
  [{ ...HEADER, secret: 'key' }, /scheme\.secret: key belongs to/],
  [{ ...HEADER, encoding: 'text' }, /scheme\.encoding: text belongs to/],
  [{ ...HEADER, algorithm: 'sha256' }, /scheme\.template: must hold \{secret\}/],
  [{ ...HEADER, algorithm: 'none', template: 'open' }, /scheme\.template: must hold \{secret\}/],
];

test.each(WRONG)('%j is refused, with field and line', async (scheme, says) => {
  const settings = { providers: { acme: { scheme } } };
  await expect(read(settings, 2)).rejects.toThrow(says);
  await expect(read(settings, 2)).rejects.toThrow(/webhook\.config\.json, line [3-9]/);
});

test('a name must fit the command line', async () => {
  await expect(read({ providers: { 'A B': { scheme: HEADER } } })).rejects.toThrow(/providers/);
});
