import { headerValue, withoutHeaders, type HeaderList, type HeaderPair } from '../core/headers.ts';
import type { SignatureScheme } from '../core/scheme.ts';
import { computeSignature } from './compute.ts';
import { readSignature } from './read-signature.ts';
import { secretKey } from './secret-key.ts';
import { ageProblem, formatTimestamp, parseTimestamp } from './timestamp.ts';

/** What is signed, and with what. */
export interface SignInput {
  readonly method: string;
  readonly body: Buffer;
  readonly secret: string;
  /** ms since the epoch: the signed moment, where the scheme has one. */
  readonly timestamp: number;
  /** The signed delivery id, where the scheme has one. */
  readonly id?: string | undefined;
  /** The URL as registered with the provider, where the scheme signs it. */
  readonly url?: string | undefined;
}

/**
 * The headers a provider would send: signature, and timestamp and id where the scheme has them.
 * @returns undefined where the secret has not the form the scheme needs
 */
export function sign(scheme: SignatureScheme, input: SignInput): HeaderPair[] | undefined {
  const key = secretKey(scheme.secret, input.secret);
  if (key === undefined) return undefined;
  const { timestamp, idHeader } = scheme;
  const ts = timestamp === undefined ? undefined : formatTimestamp(timestamp.unit, input.timestamp);
  const text = computeSignature(scheme, { ...input, ts, key });
  const headers: HeaderPair[] = [[shown(scheme.header), written(scheme, text, ts)]];
  if (timestamp?.from.kind === 'header') headers.unshift([shown(timestamp.from.name), ts as string]);
  if (idHeader !== undefined) headers.unshift([shown(idHeader), input.id ?? '']);
  return headers;
}

/** The headers without those that {@link sign} sets. */
export function withoutSignature(scheme: SignatureScheme, headers: HeaderList): HeaderPair[] {
  const { header, alias, timestamp, idHeader } = scheme;
  const names = [
    header,
    alias,
    timestamp?.from.kind === 'header' ? timestamp.from.name : undefined,
    idHeader,
  ];
  return withoutHeaders(
    headers,
    names.filter((name) => name !== undefined),
  );
}

/** The delivery id a request was signed with, to be kept when it is signed again. */
export function signedId(scheme: SignatureScheme, headers: HeaderList): string | undefined {
  return scheme.idHeader === undefined ? undefined : headerValue(headers, scheme.idHeader);
}

/** Whether the signed timestamp of a request is out of tolerance now (ms since the epoch). */
export function isExpired(scheme: SignatureScheme, headers: HeaderList, now: number): boolean {
  const { timestamp } = scheme;
  if (timestamp === undefined) return false;
  const { from, unit } = timestamp;
  const read = readSignature(scheme, headers);
  const part = read.kind === 'read' && from.kind === 'part' ? read.parts.get(from.key) : undefined;
  const text = from.kind === 'header' ? headerValue(headers, from.name) : part;
  const signedAt = text === undefined ? undefined : parseTimestamp(unit, text);
  return signedAt !== undefined && ageProblem(timestamp, signedAt, now) !== undefined;
}

function written({ format, timestamp }: SignatureScheme, text: string, ts: string | undefined): string {
  if (format.kind === 'raw') return text;
  if (format.kind === 'prefix') return `${format.prefix}${text}`;
  const entry = `${format.key}${format.assign}${text}`;
  if (timestamp?.from.kind !== 'part') return entry;
  return `${timestamp.from.key}${format.assign}${ts}${format.separator}${entry}`;
}

/** `x-webhook-signature` as it is usually written. */
function shown(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}
