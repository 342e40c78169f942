import { withoutHeaders, type HeaderList, type HeaderPair } from '../core/headers.ts';
import { parseJsonPath, valueAt } from '../core/json-path.ts';
import type { HeaderScheme, SignatureScheme } from '../core/scheme.ts';
import { jsonOf, textOf } from './json-body.ts';
import { readSignature, valuesOrAlias } from './read-signature.ts';
import { signHeader } from './sign-header.ts';
import { signsUrl } from './signed-url.ts';
import { specialSigners } from './special/index.ts';
import { ageProblem, parseTimestamp } from './timestamp.ts';
import type { SignInput, SignResult } from './types.ts';

/** Signs a request the way a provider does. */
export function sign(scheme: SignatureScheme, input: SignInput): SignResult {
  return scheme.kind === 'header' ? signHeader(scheme, input) : specialSigners[scheme.name].sign(input);
}

/** The headers without those that {@link sign} sets. */
export function withoutSignature(scheme: SignatureScheme, headers: HeaderList): HeaderPair[] {
  return withoutHeaders(headers, scheme.kind === 'header' ? headerNames(scheme) : scheme.headers);
}

function headerNames({ header, alias, timestamp, idHeader, idAlias }: HeaderScheme): string[] {
  const times = timestamp?.from.kind === 'header' ? [timestamp.from.name, timestamp.from.alias] : [];
  return [header, alias, idHeader, idAlias, ...times].filter((name) => name !== undefined);
}

/** The delivery id a request was signed with, to be kept when it is signed again. */
export function signedId(scheme: SignatureScheme, headers: HeaderList): string | undefined {
  if (scheme.idHeader === undefined) return undefined;
  const alias = scheme.kind === 'header' ? scheme.idAlias : undefined;
  return valuesOrAlias(headers, scheme.idHeader, alias)[0];
}

/** Whether the signed timestamp of a request is out of tolerance now (ms since the epoch). */
export function isExpired(scheme: SignatureScheme, request: SignedRequest, now: number): boolean {
  const { timestamp } = scheme;
  const signedAt = signedMoment(scheme, request.headers) ?? signedInside(scheme, request);
  return signedAt !== undefined && ageProblem({ timestamp, signedAt, now }) !== undefined;
}

/** A request as it was signed. */
export interface SignedRequest {
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** When a request was signed that tells it in its body, or inside a token. */
function signedInside(scheme: SignatureScheme, { headers, body }: SignedRequest): number | undefined {
  if (scheme.kind === 'special' && specialSigners[scheme.name].signedAt !== undefined) {
    return specialSigners[scheme.name].signedAt?.(headers);
  }
  const { timestamp } = scheme;
  if (timestamp?.from.kind !== 'json') return undefined;
  const text = textOf(valueAt(jsonOf(body), parseJsonPath(timestamp.from.path) ?? []));
  return parseTimestamp(timestamp.unit, text);
}

/** Whether the method, the path or the URL of a request is signed: another target is another signature then. */
export function signsAddress(scheme: SignatureScheme): boolean {
  return scheme.kind === 'header' ? signsUrl(scheme) : scheme.name === 'contentful';
}

/** When a request was signed, ms since the epoch; undefined where its headers do not tell. */
export function signedMoment(scheme: SignatureScheme, headers: HeaderList): number | undefined {
  const text = timestampText(scheme, headers);
  return scheme.timestamp === undefined || !text ? undefined : parseTimestamp(scheme.timestamp.unit, text);
}

/** The signed timestamp as it stands in the headers; undefined where there is none, or it stands in the body. */
export function timestampText(scheme: SignatureScheme, headers: HeaderList): string | undefined {
  const from = scheme.timestamp?.from;
  if (from?.kind === 'header') return valuesOrAlias(headers, from.name, from.alias)[0];
  if (from?.kind !== 'part' || scheme.kind === 'special') return undefined;
  const read = readSignature(scheme, headers);
  return read.kind === 'read' ? read.parts.get(from.key) : undefined;
}
