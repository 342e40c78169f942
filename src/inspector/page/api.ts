import type { ErrorJson } from '../wire.ts';

/** What the API refused, in its words. */
export class RequestFailed extends Error {
  readonly hint: string;

  constructor({ message, hint }: ErrorJson['error']) {
    super(message);
    this.hint = hint;
  }
}

/** Reads JSON. @throws RequestFailed */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await fetch(path, signal === undefined ? {} : { signal }));
}

/** Sends JSON. @throws RequestFailed */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return answerOf<T>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** Reads text, or bytes that are text. @throws RequestFailed */
export async function getText(path: string): Promise<string> {
  const response = await fetch(path);
  return response.ok ? response.text() : answerOf<string>(response);
}

async function answerOf<T>(response: Response): Promise<T> {
  // An answer that is given up half way must not pass for an empty one.
  if (response.ok) return (await response.json()) as T;
  const value: unknown = await response.json().catch(() => undefined);
  const failed = (value as ErrorJson | undefined)?.error;
  throw new RequestFailed(failed ?? { message: `the inspector answered ${response.status}`, hint: '' });
}

/** An error as one line for people. */
export function sentence(error: unknown): string {
  if (error instanceof RequestFailed) return [error.message, error.hint].filter(Boolean).join('. ');
  return 'webhook-cli does not answer: is it still running?';
}
