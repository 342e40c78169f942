import type { Exchange } from './types.ts';

/** What stack traces look like in the languages receivers are written in. */
const TRACES: readonly RegExp[] = [
  /^\s*at .+[:(]\S*:\d+/m,
  /Traceback \(most recent call last\)/,
  /^\s*File "[^"]+", line \d+/m,
  /^\s*#\d+ .+\(\d+\)/m,
  /goroutine \d+ \[/,
  /^\s*at [\w$.]+\([\w$]+\.(java|kt):\d+\)/m,
  /&nbsp;\s*at .+:\d+:\d+/,
  /\.rb:\d+:in [`']/,
];

/** A text shorter than this says nothing when it is found. */
const LEAST = 8;

/** What an answer must not hold. */
export interface Confidential {
  readonly secrets: readonly string[];
  /** The signatures that would have been right. */
  readonly expected: readonly string[];
}

/** What an answer gives away, in one sentence that does not repeat it; undefined where nothing. */
export function findLeak(
  { shot, result }: Exchange,
  { secrets, expected }: Confidential,
): string | undefined {
  if (result.kind !== 'answered') return undefined;
  const { status, headers, body } = result.answer;
  const text = `${headers.map(([name, value]) => `${name}: ${value}`).join('\n')}\n${body.toString('utf8')}`;
  const sent = shot.headers.map(([, value]) => value).join('\n');
  // A receiver that shows what it was sent gives nothing away by it.
  const holds = (secret: string): boolean =>
    secret.length >= LEAST && text.includes(secret) && !sent.includes(secret);
  if (secrets.some(holds)) return `an answer with the status ${status} holds the secret`;
  if (expected.some(holds)) return `an answer with the status ${status} holds the expected signature`;
  return TRACES.some((trace) => trace.test(text))
    ? `an answer with the status ${status} holds a stack trace`
    : undefined;
}
