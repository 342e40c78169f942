import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { resolveEndpoints, type EndpointFlags } from '../../src/config/endpoints.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { settingsJsonSchema } from '../../src/config/json-schema.ts';
import {
  clearListenState,
  readListenState,
  writeListenState,
  type ListenState,
} from '../../src/config/listen-state.ts';
import { ensureStateDir, findProject, type Project } from '../../src/config/project.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { ensureFileSecret, readFileSecret, writeFileSecret } from '../../src/config/secret-file.ts';
import type { Settings } from '../../src/config/settings-schema.ts';
import { findProvider } from '../../src/providers/index.ts';

function project(): Project {
  const cwd = mkdtempSync(path.join(tmpdir(), 'webhook-cli-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(path.join(cwd, 'package.json'), '{}');
  return findProject({ cwd, env: {} });
}

function endpoints(
  of: Project,
  env: Record<string, string>,
  change: { flags?: EndpointFlags; settings?: Settings } = {},
) {
  return resolveEndpoints({ project: of, env, settings: {}, flags: {}, findProvider, ...change });
}

test('schema.json is what the settings are checked against', () => {
  const shipped = readFileSync(new URL('../../schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema())));
});

test('the settings of the documentation are valid', async () => {
  const of = project();
  const text = {
    $schema: './node_modules/webhook-cli/schema.json',
    tunnel: { provider: 'localtunnel', subdomain: 'acme-dev' },
    endpoints: [
      {
        name: 'store',
        path: '/webhooks/store',
        provider: 'store',
        secretEnv: ['A', 'B'],
        forward: 'http://localhost:3000/webhooks',
        events: ['order.*'],
      },
    ],
  };
  writeFileSync(path.join(of.root, 'webhook.config.json'), JSON.stringify(text));
  const settings = await readSettings(of.root);
  const { endpoints: found, warnings } = await endpoints(of, { B: 'two', A: 'one' }, { settings });
  expect(warnings).toEqual([]);
  expect(found).toMatchObject([
    {
      name: 'store',
      path: '/webhooks/store',
      secrets: ['one', 'two'],
      target: { path: '/webhooks' },
      events: ['order.*'],
    },
  ]);
});

test('the project is the nearest folder upwards with a marker; --dir moves only the state', () => {
  const { root } = project();
  expect(findProject({ cwd: root, env: { WEBHOOK_CLI_DIR: 'state' } })).toEqual({
    root,
    stateDir: path.join(root, 'state'),
  });
  expect(findProject({ cwd: root, env: { WEBHOOK_CLI_DIR: 'state' }, dir: 'other' }).stateDir).toBe(
    path.join(root, 'other'),
  );
});

test('the process wins over .env, and .env over nothing', async () => {
  const { root } = project();
  writeFileSync(path.join(root, '.env'), 'A=file\nB="quoted # not a comment"\n');
  expect(await readEnvironment(root, { A: 'process' })).toMatchObject({
    A: 'process',
    B: 'quoted # not a comment',
  });
});

test('without a secret one is generated, once, however many start at once', async () => {
  const of = project();
  const secrets = await Promise.all(Array.from({ length: 8 }, () => ensureFileSecret(of)));
  expect(new Set(secrets.map(({ value }) => value)).size).toBe(1);
  expect((await endpoints(of, {})).endpoints).toMatchObject([{ secretSource: { kind: 'generated' } }]);
  await writeFileSecret(of, 'my own');
  expect(await readFileSecret(of)).toEqual({ value: 'my own', isGenerated: false });
  expect((await endpoints(of, {})).endpoints).toMatchObject([
    { secrets: ['my own'], secretSource: { kind: 'configured' } },
  ]);
});

test('a variable named in the settings that is not set is told', async () => {
  const settings: Settings = {
    endpoints: [{ name: 'a', path: '/', provider: 'store', secretEnv: 'NOT_SET' }],
  };
  expect((await endpoints(project(), {}, { settings })).warnings).toEqual([
    expect.stringContaining('NOT_SET is not set'),
  ]);
});

test('a state folder that is a link is refused: it could lead anywhere', async () => {
  const of = project();
  symlinkSync(tmpdir(), of.stateDir);
  await expect(ensureStateDir(of)).rejects.toThrow('cannot use the folder');
});

test('a listener that was killed does not count, and only its own file is removed', async () => {
  const of = project();
  await ensureStateDir(of);
  const state: ListenState = {
    pid: process.pid,
    startedAt: '2026-11-23T14:03:22.123Z',
    localUrl: 'http://localhost:4400',
    publicUrl: null,
    inspectorUrl: null,
    tunnel: null,
    probePath: '/p',
    target: null,
    token: 't',
    endpoints: [],
  };
  await writeListenState(of, state);
  expect(await readListenState(of)).toEqual(state);
  await clearListenState(of, process.pid + 1);
  expect(await readListenState(of)).toEqual(state);
  await clearListenState(of, process.pid);
  expect(await readListenState(of)).toBeUndefined();
  await writeListenState(of, { ...state, pid: 2 ** 22 + 1 });
  expect(await readListenState(of)).toBeUndefined();
});
