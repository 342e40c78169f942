import { headerValue } from '../../core/headers.ts';
import type { DiagnosisContext, DiagnosisRequest, Finding } from './types.ts';

/** Another URL that may have been signed. */
export interface UrlVariant extends Finding {
  readonly url: string;
}

/** Longer paths are not varied: it would take long, and providers register short ones. */
const MOST_CHARACTERS = 2048;

const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The URLs the sender may know this place by: the registered one and those the headers tell, varied. */
export function urlVariants(request: DiagnosisRequest, { url }: DiagnosisContext): UrlVariant[] {
  if (request.path.length > MOST_CHARACTERS) return [];
  const registered = url === undefined ? [] : variationsOf(url);
  const told = ['host', 'x-forwarded-host', 'x-original-host'].flatMap((name) => toldBy(name, request));
  const varied = told.flatMap((one) =>
    variationsOf(one.url).map((two) => ({ ...two, phrase: `${one.phrase} and ${two.phrase}` })),
  );
  const pathOnly = variant('url-path', 'signing the path instead of the URL', request.path);
  const seen = new Set<string | undefined>([url]);
  return [...registered, ...told, pathOnly, ...varied].filter(
    (one) => !seen.has(one.url) && seen.add(one.url),
  );
}

function toldBy(name: string, { headers, path }: DiagnosisRequest): UrlVariant[] {
  const host = headerValue(headers, name);
  if (host === undefined || !/^[\w.:[\]-]{1,255}$/.test(host)) return [];
  const what = name === 'host' ? 'the Host header' : `the ${name} header`;
  return ['https', 'http'].map((scheme) =>
    variant('url-host', `using ${scheme} and ${what} in the URL`, `${scheme}://${host}${path}`),
  );
}

function variationsOf(url: string): UrlVariant[] {
  const isHttps = url.startsWith('https:');
  const other = isHttps ? 'http' : 'https';
  return [
    variant('url-scheme', `using ${other} in the URL`, url.replace(/^https?/, other)),
    ...portsOf(url),
    ...pathsOf(url),
    variant('url-decoded', 'percent-decoding the URL', decoded(url)),
  ];
}

function portsOf(url: string): UrlVariant[] {
  const [origin = '', path = ''] = split(url);
  const standard = DEFAULT_PORT[url.split(':')[0] ?? ''] ?? '';
  const added = /:\d+$/.test(origin) ? origin : `${origin}:${standard}`;
  return [
    variant('url-port', 'removing the port from the URL', `${origin.replace(/:\d+$/, '')}${path}`),
    variant('url-port', 'adding the default port to the URL', `${added}${path}`),
  ];
}

function pathsOf(url: string): UrlVariant[] {
  const [origin = '', path = ''] = split(url);
  const [bare = '', query = ''] = path.split('?');
  const rest = path.includes('?') ? `?${query}` : '';
  const plain = bare.replace(/\/+$/, '');
  const sorted = query.split('&').toSorted().join('&');
  return [
    variant('url-trailing-slash', 'removing the trailing slash from the URL', `${origin}${plain}${rest}`),
    variant('url-trailing-slash', 'adding a trailing slash to the URL', `${origin}${plain}/${rest}`),
    variant('url-query', 'dropping the query of the URL', `${origin}${bare}`),
    variant('url-query-order', 'sorting the query of the URL', `${origin}${bare}?${sorted}`),
  ];
}

const HINT =
  "Set the endpoint's url in webhook.config.json to the URL registered with the provider, character for character.";

function variant(id: string, phrase: string, url: string): UrlVariant {
  return { id, phrase, hint: HINT, url };
}

/** Origin and the rest, without losing a character. */
function split(url: string): string[] {
  return /^([a-z]+:\/\/[^/?#]*)(.*)$/is.exec(url)?.slice(1) ?? ['', url];
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
