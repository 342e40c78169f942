import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { postSigned, tunnelScene } from '../support/tunnel-scene.ts';

const WEBHOOKS = 10_000;
const AT_ONCE = 8;

function handles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test(`${WEBHOOKS} webhooks through the tunnel: all delivered, handles and memory flat`, async () => {
  const { app, publicUrl, listen } = await tunnelScene();
  const listening = await listen();
  const rows: string[] = [];
  let sent = 0;
  let delivered = 0;
  const look = (): { fds: number; mb: number } => {
    const now = { fds: handles(listening.pid), mb: memoryMb(listening.pid) };
    rows.push(`| ${sent} | ${delivered} | ${now.fds} | ${now.mb.toFixed(0)} |`);
    return now;
  };
  const sendUntil = async (count: number): Promise<void> => {
    const senders = Array.from({ length: AT_ONCE }, async () => {
      while (sent < count) {
        sent += 1;
        const { status } = await postSigned(publicUrl, Buffer.from(`{"n":${sent}}`));
        if (status === 200) delivered += 1;
      }
    });
    await Promise.all(senders);
  };
  await sendUntil(WEBHOOKS / 5);
  const early = look();
  for (const part of [2, 3, 4, 5]) {
    await sendUntil((WEBHOOKS / 5) * part);
    look();
  }
  const late = look();
  rows.pop();
  process.stdout.write(
    `| sent | delivered | handles | MB |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`,
  );
  expect(delivered).toBe(WEBHOOKS);
  expect(new Set(app.seen.map(({ sha256 }) => sha256)).size).toBe(WEBHOOKS);
  expect(late.fds).toBeLessThan(early.fds + 20);
  expect(late.mb).toBeLessThan(early.mb * 1.5);
  expect(listening.lines.filter(({ kind }) => kind === 'tunnel')).toEqual([]);
});
