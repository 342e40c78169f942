import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const CLI = process.env['WEBHOOK_CLI'] ?? 'node_modules/webhook-cli/bin/webhook-cli.js';
const state = mkdtempSync(path.join(tmpdir(), 'webhooks-'));
const env = { ...process.env, WEBHOOK_CLI_DIR: state, WEBHOOK_SECRET: 'whsec_only_for_tests' };
const notes: string[] = [];
let app: Server;
let listener: ChildProcess;

/** Runs a command; fails with what it printed where its exit code is not 0. */
const webhook = (...args: string[]) => promisify(execFile)(process.execPath, [CLI, ...args], { env });

beforeAll(async () => {
  // Your app, as it is: here one that remembers the notes of orders.
  app = createServer((request, response) => {
    void json(request).then((event) => {
      notes.push((event as { data: { note: string } }).data.note);
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const { port } = app.address() as AddressInfo;
  const ready = path.join(state, 'ready.json');
  const args = ['listen', `${port}`, '--tunnel', 'none', '--port', '0', '--ready-file', ready];
  listener = spawn(process.execPath, [CLI, ...args], { env, stdio: 'ignore' });
  await vi.waitUntil(() => existsSync(ready), { timeout: 10_000 });
}, 20_000);

afterAll(async () => {
  const ended = new Promise((resolve) => listener.once('close', resolve));
  listener.kill();
  await ended;
  app.close();
  rmSync(state, { recursive: true, force: true });
}, 20_000);

test('an order arrives, verified, and the app takes it', async () => {
  await webhook('trigger', 'order.created', '--set', 'data.note=ring twice', '--add');
  await webhook('expect', 'order.created', '--verified', '--answered', '2xx', '--within', '10s');
  expect(notes).toEqual(['ring twice']);
}, 20_000);
