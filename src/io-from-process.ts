import { createInterface } from 'node:readline/promises';
import type { Io, Output } from './core/io.ts';

/** The real effects. Only the bin calls this; everything else is handed an Io. */
export function ioFromProcess(): Io {
  let interrupted: Promise<void> | undefined;
  return {
    stdout: outputFrom(process.stdout),
    stderr: outputFrom(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    stdinIsTty: process.stdin.isTTY,
    readStdin,
    ask,
    now: Date.now,
    /** Asked for only by commands that wait: a handler switches off the default end of the process. */
    get interrupted() {
      return (interrupted ??= firstInterrupt());
    },
  };
}

/** A reader that leaves (`| head`) breaks the pipe: not an error, and nobody is left to tell. */
function outputFrom(stream: NodeJS.WriteStream): Output {
  let isBroken = false;
  stream.on('error', () => {
    isBroken = true;
  });
  return {
    get isTty() {
      return stream.isTTY;
    },
    get isBroken() {
      return isBroken;
    },
    get columns() {
      return stream.columns;
    },
    write(text) {
      if (!isBroken) stream.write(text);
    },
  };
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function ask(question: string, options?: { hidden: boolean }): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  const answer = reader.question(question);
  if (options?.hidden === true) hideTyping(reader);
  try {
    return await answer;
  } finally {
    reader.close();
    if (options?.hidden === true) process.stderr.write('\n');
  }
}

/** readline has no option for it: what it would echo is thrown away after the question stands. */
function hideTyping(reader: object): void {
  Object.assign(reader, { _writeToOutput: () => undefined });
}

/** A second signal ends the process at once: the handlers are gone after the first. */
function firstInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    const first = (): void => {
      process.removeListener('SIGINT', first);
      process.removeListener('SIGTERM', first);
      resolve();
    };
    process.once('SIGINT', first);
    process.once('SIGTERM', first);
  });
}
