import { createHash } from 'node:crypto';
import type { HeaderScheme } from '../core/scheme.ts';
import { isSameText } from './same-text.ts';

/** Whether a scheme needs to know the URL as registered with the provider. */
export function signsUrl({ template }: HeaderScheme): boolean {
  return /\{url(decoded)?\}/.test(template);
}

/**
 * The URL that is signed: with the hash of a body that is not a form, where the scheme puts it into
 * the query. The URL as registered is without it: the provider adds it to every request.
 */
export function signedUrl(scheme: HeaderScheme, url: string | undefined, body: Buffer): string | undefined {
  if (url === undefined) return url;
  const query = addedQuery(scheme, url, body);
  return query === null ? url : withQuery(url, query);
}

/** What the provider adds to the query of its request; null where nothing is. */
export function addedQuery(scheme: HeaderScheme, url: string, body: Buffer): string | null {
  const name = scheme.bodyHashQuery;
  if (name === undefined || isForm(body) || hashIn(url, name) !== undefined) return null;
  return `${name}=${sha256(body)}`;
}

/** A URL or path with something more in its query. */
export function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** A URL or path without the hash its provider added to the query; every other byte stays. */
export function withoutAddedQuery(scheme: HeaderScheme, url: string): string {
  const at = url.indexOf('?');
  const name = scheme.bodyHashQuery;
  if (name === undefined || at < 0) return url;
  const kept = url
    .slice(at + 1)
    .split('&')
    .filter((pair) => pair.split('=')[0] !== name);
  return kept.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${kept.join('&')}`;
}

/** Whether the hash in the signed URL, if there is one, is that of the body. */
export function isBodyHashRight(scheme: HeaderScheme, url: string | undefined, body: Buffer): boolean {
  const name = scheme.bodyHashQuery;
  const stated = name === undefined || url === undefined ? undefined : hashIn(url, name);
  return stated === undefined || isSameText(stated, sha256(body));
}

/** Twilio: each parameter's name and value, by name; a repeated one's values once each, sorted. */
export function formText(scheme: HeaderScheme, url: string | undefined, body: Buffer): string {
  if (scheme.bodyHashQuery !== undefined && url !== undefined && hashIn(url, scheme.bodyHashQuery)) return '';
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values.keys()]
    .toSorted()
    .flatMap((name) => [...(values.get(name) as Set<string>)].toSorted().map((value) => `${name}${value}`))
    .join('');
}

/** HubSpot asks for these escapes of the URL to be decoded before it is signed, and no others. */
const DECODED = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** The URL as HubSpot signs it. */
export function urlDecoded(url: string): string {
  return url.replace(DECODED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** JSON has no form parameters to sign; anything else that Twilio sends is a form. */
function isForm(body: Buffer): boolean {
  return !/^\s*[[{"]/.test(
    body
      .subarray(0, 64)
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, ''),
  );
}

function hashIn(url: string, name: string): string | undefined {
  const query = url.split('#')[0]?.split('?').slice(1).join('?') ?? '';
  return new URLSearchParams(query).get(name) ?? undefined;
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
