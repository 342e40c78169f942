import type { HeaderList } from '../core/headers.ts';
import { parseJsonPath, valueAt } from '../core/json-path.ts';
import type { HeaderScheme, SchemeTimestamp } from '../core/scheme.ts';
import type { Verdict } from '../core/verdict.ts';
import { jsonOf } from './json-body.ts';
import { valuesOrAlias } from './read-signature.ts';
import { parseTimestamp } from './timestamp.ts';
import { invalid } from './verdicts.ts';

/** What is signed besides the body. */
export interface Signed {
  readonly ts: string | undefined;
  /** ms since the epoch. */
  readonly signedAt: number | undefined;
  readonly id: string | undefined;
}

/** Where it is read from. */
export interface SignedSource {
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** The parts of the signature header. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Reads the signed id and timestamp of a request, or says which one is not as it must be. */
export function signedParts(scheme: HeaderScheme, source: SignedSource): Signed | Verdict {
  const ids =
    scheme.idHeader === undefined ? [''] : valuesOrAlias(source.headers, scheme.idHeader, scheme.idAlias);
  const [id] = ids;
  if (ids.length > 1) return repeated(scheme.idHeader as string);
  if (scheme.idHeader !== undefined && !id) return invalid('no-id', `there is no ${scheme.idHeader} header`);
  const { timestamp } = scheme;
  if (timestamp === undefined) return { ts: undefined, signedAt: undefined, id };
  const [ts, other] = timestampTexts(timestamp, source);
  if (other !== undefined) return repeated(timestamp.from.kind === 'header' ? timestamp.from.name : 't');
  if (ts === undefined) return invalid('no-timestamp', 'the signed timestamp is not there');
  const signedAt = parseTimestamp(timestamp.unit, ts);
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  return { ts, signedAt, id };
}

/** Two of them: one would be verified, and the app might use the other. */
function repeated(name: string): Verdict {
  return invalid('repeated-header', `${name} was sent more than once`);
}

function timestampTexts({ from }: SchemeTimestamp, { headers, body, parts }: SignedSource): string[] {
  if (from.kind === 'header') return valuesOrAlias(headers, from.name, from.alias);
  const value = from.kind === 'part' ? parts.get(from.key) : valueInBody(body, from.path);
  return value === undefined ? [] : [value];
}

function valueInBody(body: Buffer, path: string): string | undefined {
  const value = valueAt(jsonOf(body), parseJsonPath(path) ?? []);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
