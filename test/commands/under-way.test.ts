import { expect, test } from 'vitest';
import type { SendRequest, Sent } from '../../src/commands/support/sender.ts';
import { tellUnderWay } from '../../src/commands/trigger/under-way.ts';

function scene() {
  const told: string[] = [];
  const answers: (() => void)[] = [];
  let interrupt!: () => void;
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  const slow = (): Promise<Sent> => new Promise((resolve) => answers.push(() => resolve({} as Sent)));
  const send = tellUnderWay(slow, { interrupted }, (message) => told.push(message));
  const pressed = async (): Promise<string[]> => {
    interrupt();
    await interrupted;
    return told;
  };
  return { send: () => send({} as SendRequest), answers, pressed };
}

test('at Ctrl-C it says how many answers are waited for', async () => {
  const { send, answers, pressed } = scene();
  const sending = [send(), send(), send()];
  answers[0]?.();
  await sending[0];
  expect(await pressed()).toEqual(['Waiting for 2 more answers. Ctrl-C again ends it at once.']);
});

test('and nothing where none is', async () => {
  const { send, answers, pressed } = scene();
  const sending = send();
  answers[0]?.();
  await sending;
  expect(await pressed()).toEqual([]);
});
