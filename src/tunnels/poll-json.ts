import { wait } from './wait.ts';

/** What to ask a program's local API, and until when. */
export interface PollOptions<T> {
  readonly url: string;
  readonly everyMs: number;
  readonly stopped: Promise<unknown>;
  /** The value, or undefined to ask again. */
  read(status: number, body: unknown): T | undefined;
}

/** Asks a local API until it gives a value, or for ever; stops where `stopped` settles. */
export async function pollJson<T>({ url, everyMs, stopped, read }: PollOptions<T>): Promise<T> {
  const { request } = await import('undici');
  const over = new AbortController();
  void stopped.then(() => over.abort());
  while (!over.signal.aborted) {
    const value = await request(url, { signal: AbortSignal.timeout(2000) }).then(
      async ({ statusCode, body }) => read(statusCode, await body.json().catch(() => undefined)),
      () => undefined,
    );
    if (value !== undefined) return value;
    await wait(everyMs, stopped);
  }
  return new Promise(() => undefined);
}
