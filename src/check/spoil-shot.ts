import { headerValue, withHeaders, withoutHeaders, type HeaderPair } from '../core/headers.ts';
import type { HeaderScheme, SignatureScheme } from '../core/scheme.ts';
import type { Shot } from './types.ts';

/** The request with its signature header changed; its name stays as it is written. */
export function withSignature(shot: Shot, header: string, change: (value: string) => string): Shot {
  const headers = shot.headers.map(([name, value]): HeaderPair => {
    return name.toLowerCase() === header ? [name, change(value)] : [name, value];
  });
  return { ...shot, headers };
}

/** The request without its signature header. */
export function withoutSignatureHeader(shot: Shot, header: string): Shot {
  return { ...shot, headers: withoutHeaders(shot.headers, [header]) };
}

/** The request with other names, or values, of all headers. */
export function withNames(shot: Shot, change: (name: string) => string): Shot {
  return { ...shot, headers: shot.headers.map(([name, value]) => [change(name), value]) };
}

/** The request with another content type. */
export function withContentType(shot: Shot, value: string): Shot {
  return { ...shot, headers: withHeaders(shot.headers, [['Content-Type', value]]) };
}

/** The request with its signature header twice: a bad one before the right one, or behind it. */
export function repeated(shot: Shot, header: string, order: 'bad-first' | 'bad-last'): Shot {
  const headers = shot.headers.flatMap(([name, value]): HeaderPair[] => {
    if (name.toLowerCase() !== header) return [[name, value]];
    const pair: HeaderPair[] = [
      [name, otherCharacter(value, 'last')],
      [name, value],
    ];
    return order === 'bad-first' ? pair : pair.toReversed();
  });
  return { ...shot, headers };
}

/** A signature header cut short: the form stays, the digest is half as long. */
export function truncated(value: string): string {
  const digest = lastDigest(value);
  return value.slice(0, value.length - Math.ceil(digest.length / 2));
}

/** A digest with its first or its last character another one of the same alphabet. */
export function otherCharacter(value: string, which: 'first' | 'last'): string {
  const digest = lastDigest(value);
  const start = value.length - digest.length;
  // The last character of base64 may hold bits nobody reads, and padding none.
  const at = which === 'first' ? start : start + digest.replace(/=+$/, '').length - 2;
  return `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`;
}

/** What stands last in a signature header: the digest, without prefix, key or separator. */
export function lastDigest(value: string): string {
  return /[A-Za-z0-9+/_-]+=*$/.exec(value)?.[0] ?? value;
}

/** The request with the timestamp of another one, and its own signature. */
export function withTimestampOf(scheme: SignatureScheme, shot: Shot, other: Shot): Shot | undefined {
  const from = scheme.timestamp?.from;
  if (from?.kind === 'header') {
    const value = headerValue(other.headers, from.name);
    return value === undefined ? undefined : withSignature(shot, from.name.toLowerCase(), () => value);
  }
  if (from?.kind !== 'part' || scheme.kind !== 'header' || scheme.format.kind !== 'list') return undefined;
  const start = `${from.key}${scheme.format.assign}`;
  const separator = scheme.format.separator;
  const part = headerValue(other.headers, scheme.header)
    ?.split(separator)
    .find((one) => one.startsWith(start));
  const change = (value: string): string =>
    value
      .split(separator)
      .map((one) => (one.startsWith(start) ? (part as string) : one))
      .join(separator);
  return part === undefined ? undefined : withSignature(shot, scheme.header, change);
}

/** The scheme with another algorithm of its kind; undefined where it is no HMAC. */
export function otherAlgorithm(scheme: SignatureScheme): HeaderScheme | undefined {
  if (scheme.kind !== 'header' || !scheme.algorithm.startsWith('hmac-')) return undefined;
  const algorithm = scheme.algorithm === 'hmac-sha1' ? 'hmac-sha256' : 'hmac-sha1';
  const { format } = scheme;
  if (format.kind !== 'prefix') return { ...scheme, algorithm };
  const [from, to] = [scheme.algorithm.slice(5), algorithm.slice(5)];
  return { ...scheme, algorithm, format: { kind: 'prefix', prefix: format.prefix.replace(from, to) } };
}

/** Whether the signature covers the body as a whole. */
export function signsBody(scheme: SignatureScheme): boolean {
  if (scheme.kind === 'header') return /\{(body|form)\}/.test(scheme.template);
  return scheme.name !== 'mailgun' && scheme.name !== 'client-state' && scheme.name !== 'adyen-items';
}
