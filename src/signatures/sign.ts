import { withoutHeaders, type HeaderList, type HeaderPair } from '../core/headers.ts';
import type { HeaderScheme, SignatureScheme } from '../core/scheme.ts';
import { readSignature, valuesOrAlias } from './read-signature.ts';
import { signHeader } from './sign-header.ts';
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
  if (scheme.kind === 'special' || scheme.idHeader === undefined) return undefined;
  return valuesOrAlias(headers, scheme.idHeader, scheme.idAlias)[0];
}

/**
 * Whether the signed timestamp of a request is out of tolerance now (ms since the epoch). One in
 * the body counts as in time: signing again would not change it.
 */
export function isExpired(scheme: SignatureScheme, headers: HeaderList, now: number): boolean {
  const { timestamp } = scheme;
  const signedAt = signedMoment(scheme, headers);
  return signedAt !== undefined && ageProblem({ timestamp, signedAt, now }) !== undefined;
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
