import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ackFirstProgram } from '../support/ack-first.ts';
import { emptyFolder } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));
const DIST = new URL('../../dist/', import.meta.url);
const LANES = 64;
const ROUNDS = 20;

interface Burst {
  readonly acknowledged: ReadonlySet<string>;
  readonly file: string;
}

/** Sends from many lanes at once until the process was killed; notes every id whose 2xx was read whole. */
async function burst(child: ChildProcess, options: { file: string; killAfter: number }): Promise<Burst> {
  const acknowledged = new Set<string>();
  const port = await portOf(child);
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  const dead = new Promise((resolve) => child.once('close', resolve));
  let sent = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const id = `evt_${(sent += 1)}`;
      if (!(await post({ port, agent, id }))) return;
      acknowledged.add(id);
      if (acknowledged.size === options.killAfter) child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await dead;
  agent.destroy();
  return { acknowledged, file: options.file };
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => {
      resolve(new URL((JSON.parse(line) as { localUrl: string }).localUrl).port);
    });
  });
}

/** @returns whether a whole 200 was read */
function post({ port, agent, id }: { port: string; agent: Agent; id: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const sending = request({ host: '127.0.0.1', port, method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.complete && response.statusCode === 200));
      response.once('close', () => resolve(false));
      response.once('error', () => resolve(false));
    });
    sending.once('error', () => resolve(false));
    sending.end(JSON.stringify({ id, type: 'order.created' }));
  });
}

/** Acknowledged ids that are not in the log, after checking that the log is whole. */
function lost({ acknowledged, file }: Burst): string[] {
  const db = new Database(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const orphans = 'SELECT count(*) FROM events WHERE id NOT IN (SELECT event_id FROM bodies)';
    expect(db.prepare(orphans).pluck().get()).toBe(0);
    const stored = new Set(db.prepare('SELECT provider_event_id FROM events').pluck().all());
    return [...acknowledged].filter((id) => !stored.has(id));
  } finally {
    db.close();
  }
}

function killAfter(round: number): number {
  return 5 + round * 37;
}

test(
  `kill -9 in the middle of a burst, ${ROUNDS} rounds: no acknowledged event is missing`,
  { timeout: 120_000 },
  async () => {
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const cwd = emptyFolder();
      const child = spawn(process.execPath, [BIN, 'listen', '--tunnel', 'none', '--port', '0', '--json'], {
        cwd,
      });
      child.stdout.on('data', () => undefined);
      const file = path.join(cwd, '.webhook-cli', 'events.db');
      const done = await burst(child, { file, killAfter: killAfter(round) });
      expect(lost(done), `round ${round}`).toEqual([]);
      acknowledged += done.acknowledged.size;
    }
    expect(acknowledged).toBeGreaterThan(ROUNDS * 5);
  },
);

test('the same harness sees the losses of a build that answers first', { timeout: 120_000 }, async () => {
  let missing = 0;
  for (let round = 0; round < ROUNDS && missing === 0; round += 1) {
    const folder = path.join(emptyFolder(), 'state');
    mkdirSync(folder);
    const file = path.join(folder, 'events.db');
    const child = spawn(process.execPath, ['--input-type=module', '-e', ackFirstProgram(DIST, file)]);
    child.stdout.on('data', () => undefined);
    missing += lost(await burst(child, { file, killAfter: killAfter(round) })).length;
  }
  expect(missing).toBeGreaterThan(0);
});
