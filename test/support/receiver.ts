import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const FOLDER = new URL('../../examples/receivers/', import.meta.url);

/** An example, and what its planted mistake runs into. */
export interface ExampleReceiver {
  readonly stack: string;
  readonly title: string;
  readonly provider: string;
  readonly right: readonly [string, ...string[]];
  readonly wrong: readonly [string, ...string[]];
  readonly planted: string;
  readonly mistake: string;
  readonly fails: readonly string[];
  readonly warns: readonly string[];
}

/** All examples. */
export const RECEIVERS = JSON.parse(
  readFileSync(new URL('receivers.json', FOLDER), 'utf8'),
) as ExampleReceiver[];

/** The example in that folder. */
export function receiverIn(stack: string): ExampleReceiver {
  const found = RECEIVERS.find((receiver) => receiver.stack === stack);
  if (found === undefined) throw new Error(`no receiver in ${stack}`);
  return found;
}

/** Starts an example on a free port until the test is over. */
export async function startReceiver(
  receiver: ExampleReceiver,
  { kind, secret }: { kind: 'right' | 'wrong'; secret: string },
): Promise<number> {
  const [command, ...args] = receiver[kind];
  const app = spawn(command, args, {
    cwd: fileURLToPath(new URL(`${receiver.stack}/`, FOLDER)),
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void app.kill());
  for await (const line of createInterface({ input: app.stdout })) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`${receiver.stack} ended before it listened`);
}
