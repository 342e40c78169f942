import { parseJsonPath, valueAt } from '../../core/json-path.ts';
import type { SignatureScheme } from '../../core/scheme.ts';
import { editBody } from '../../samples/edit.ts';
import { jsonOf } from '../../signatures/json-body.ts';
import { formatTimestamp } from '../../signatures/timestamp.ts';

/**
 * The body with the moment of signing (ms since the epoch), where the scheme has it in the body
 * beside a signature in a header. Signers that write the body themselves put it in on their own.
 * @throws CliError (exit 2) for a body that is not JSON
 */
export function withSignedMoment(scheme: SignatureScheme, body: Buffer, now: number): Buffer {
  const { timestamp } = scheme;
  if (timestamp?.from.kind !== 'json' || scheme.kind !== 'header') return body;
  const { path } = timestamp.from;
  const text = formatTimestamp(timestamp.unit, now);
  const before = valueAt(jsonOf(body), parseJsonPath(path) ?? []);
  const isText = timestamp.unit === 'iso' || typeof before === 'string';
  const set = [`${path}:=${isText ? JSON.stringify(text) : text}`];
  return editBody(body, { set, unset: [], add: true });
}
