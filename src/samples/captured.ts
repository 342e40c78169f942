import { usageError, type CliError } from '../core/errors.ts';
import type { HeaderList, HeaderPair } from '../core/headers.ts';
import { fillSample } from './fill.ts';
import type { Fill } from './placeholders.ts';

/** The headers of its own and the body of a sample, ready to be signed. */
export interface SampleRequest {
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** The file of a sample whose body is JSON: placeholders work in it. */
export function jsonEnvelope(headers: HeaderList, value: unknown): string {
  return `${JSON.stringify({ headers, json: value }, null, 2)}\n`;
}

/** The file of a sample that is sent byte for byte: nothing in it is a placeholder. */
export function exactEnvelope({ headers, body }: SampleRequest): string {
  const text = body.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body);
  const data = isText ? text : body.toString('base64');
  return `${JSON.stringify({ headers, body: { encoding: isText ? 'utf8' : 'base64', data } }, null, 2)}\n`;
}

/**
 * Reads what {@link jsonEnvelope} and {@link exactEnvelope} write.
 * @throws CliError (exit 2) for a file that holds neither
 */
export function readEnvelope(text: string, fill: Fill): SampleRequest {
  const envelope = parsed(text);
  const headers = headersOf(envelope['headers']);
  if (Object.hasOwn(envelope, 'json')) {
    const filled = headers.map(([name, value]): HeaderPair => [name, fill(value)]);
    return { headers: filled, body: fillSample(JSON.stringify(envelope['json']), fill) };
  }
  return { headers, body: bodyOf(envelope['body']) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw wrong((error as Error).message);
  }
  throw wrong('it is not an object');
}

function headersOf(value: unknown): HeaderPair[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isPair)) throw wrong('headers is not a list of [name, value]');
  return value;
}

function isPair(value: unknown): value is [string, string] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [name, text] = value as unknown[];
  return (
    typeof name === 'string' &&
    typeof text === 'string' &&
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
    /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
  );
}

function bodyOf(value: unknown): Buffer {
  const { encoding, data } = (value ?? {}) as Record<string, unknown>;
  if (typeof data !== 'string' || (encoding !== 'utf8' && encoding !== 'base64'))
    throw wrong('there is neither json nor a body with encoding (utf8 or base64) and data');
  return Buffer.from(data, encoding);
}

function wrong(what: string): CliError {
  return usageError(`the sample cannot be read: ${what}`, 'Correct its file, or save the event again.');
}
