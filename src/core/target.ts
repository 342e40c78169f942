/** Where deliveries go: a fixed origin, and a path only if one was named. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** Without brackets for IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** `http://localhost:3000`: never built from a request. */
  readonly origin: string;
  /** The path every event is sent to, or null where the event's own path is kept. */
  readonly path: string | null;
}

/**
 * Reads a target: a port (`3000`), `:3000/path`, `host:port/path` or a URL.
 * @returns undefined if the text is none of these
 */
export function parseTarget(text: string): Target | undefined {
  const url = toUrl(text.trim());
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port === 0) return undefined;
  const path = `${url.pathname}${url.search}`;
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    origin: url.origin,
    path: path === '/' ? null : path,
  };
}

function toUrl(text: string): URL | undefined {
  if (text === '' || /\s/.test(text)) return undefined;
  if (/^\d+(\/|\?|$)/.test(text)) return toUrl(`:${text}`);
  if (/^:\d/.test(text)) return toUrl(`http://localhost${text}`);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return toUrl(`http://${text}`);
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * The request path of one delivery: the target's own path where it has one (the event's query is
 * kept), else the event's path, byte for byte.
 */
export function deliveryPath(target: Target, eventPath: string): string {
  if (target.path === null) return eventPath;
  const query = eventPath.indexOf('?');
  if (query < 0) return target.path;
  const rest = eventPath.slice(query + 1);
  return `${target.path}${target.path.includes('?') ? '&' : '?'}${rest}`;
}

/** Where one delivery goes, as it is stored and shown: origin and path without the query. */
export function deliveryTarget(target: Target, eventPath: string): string {
  return `${target.origin}${deliveryPath(target, eventPath).split('?')[0] as string}`;
}
