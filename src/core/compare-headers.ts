import { headerValues, type HeaderList } from './headers.ts';
import type { Provider } from './provider.ts';

/** A header two requests do not share. A repeated one has several values, in their order. */
export interface HeaderChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** As received; the first request's spelling where both have it. */
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Whether it differs between any two deliveries, and so says nothing. */
  readonly isVolatile: boolean;
}

/** The headers that differ. Names are compared without case: a tunnel may have lowered it. */
export function compareHeaders(
  before: HeaderList,
  after: HeaderList,
  isVolatile: (name: string) => boolean,
): HeaderChange[] {
  const names = new Map<string, string>();
  for (const [name] of [...before, ...after]) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()].flatMap((name) => {
    const [was, is] = [headerValues(before, name), headerValues(after, name)];
    if (was.length === is.length && was.every((value, index) => value === is[index])) return [];
    const kind = was.length === 0 ? 'added' : is.length === 0 ? 'removed' : 'changed';
    return [{ kind, name, before: was, after: is, isVolatile: isVolatile(name) }];
  });
}

/** What senders, proxies and tunnels write anew for every request. */
const VOLATILE =
  /^(date|age|tracestate|baggage|cf-ray|x-forwarded-for|x-real-ip)$|signature|hmac|timestamp|delivery|trace|(request|correlation|message|webhook|event)-?id$/i;

/** Whether a header differs between any two deliveries of these providers: by name, or by their schemes. */
export function volatileHeaders(providers: readonly Provider[]): (name: string) => boolean {
  const own = new Set(providers.flatMap(signingHeaders).map((name) => name.toLowerCase()));
  return (name) => own.has(name.toLowerCase()) || VOLATILE.test(name);
}

function signingHeaders({ scheme, eventId }: Provider): string[] {
  const from = scheme.timestamp?.from;
  const names = [
    ...(scheme.kind === 'header' ? [scheme.alias, scheme.idHeader, scheme.idAlias] : scheme.headers),
    scheme.header,
    ...(from?.kind === 'header' ? [from.name, from.alias] : []),
    eventId?.kind === 'header' ? eventId.name : undefined,
  ];
  return names.filter((name) => typeof name === 'string');
}
