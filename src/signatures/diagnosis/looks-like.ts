import { headerValue, type HeaderList } from '../../core/headers.ts';
import type { Provider } from '../../core/provider.ts';

/** Headers that many senders use, so that they tell nothing. */
const COMMON = new Set(['authorization', 'content-type', 'accept', 'user-agent', 'date', 'host']);

/**
 * The providers a request may come from by its headers: all of those that fit best, none where
 * nothing fits. Only a hint: anybody can send any header.
 */
export function looksLike(headers: HeaderList, providers: readonly Provider[]): Provider[] {
  const present = new Set(headers.map(([name]) => name.toLowerCase()));
  const scored = providers.map((provider) => ({ provider, score: scoreOf(provider, { present, headers }) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ provider }) => provider);
}

/** `Stripe`, `GitHub or Meta`, `Svix, Clerk or Resend`. */
export function titlesOf(providers: readonly Provider[]): string {
  const titles = providers.slice(0, 4).map(({ title }) => title);
  return titles.length < 2 ? (titles[0] ?? '') : `${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`;
}

/** The headers by which a provider is known, lower case: those of its signature and of its events. */
export function headersOf({ scheme, eventType, eventId, headers }: Provider): string[] {
  const stated = scheme.kind === 'special' ? scheme.headers : [scheme.alias, scheme.idHeader, scheme.idAlias];
  const time = scheme.timestamp?.from.kind === 'header' ? [scheme.timestamp.from.name] : [];
  const located = [eventType, eventId].flatMap((one) => (one?.kind === 'header' ? [one.name] : []));
  const names = [scheme.header, ...stated, ...time, ...located, ...headers.map(([name]) => name)];
  return [...new Set(names.flatMap((name) => name?.toLowerCase() ?? []))].filter((name) => !COMMON.has(name));
}

function scoreOf(
  provider: Provider,
  { present, headers }: { present: ReadonlySet<string>; headers: HeaderList },
): number {
  const { scheme } = provider;
  const hits = headersOf(provider).filter((name) => present.has(name)).length;
  const names =
    scheme.kind === 'header' ? [scheme.header, scheme.alias ?? scheme.header] : [scheme.header ?? ''];
  const isSigned = names.some((name) => present.has(name) && !COMMON.has(name));
  return hits + (isSigned ? 1 : 0) + (isItsAgent(provider, headers) ? 2 : 0);
}

function isItsAgent(provider: Provider, headers: HeaderList): boolean {
  const stated = provider.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1];
  const product = stated?.split('/')[0];
  return product !== undefined && (headerValue(headers, 'user-agent') ?? '').startsWith(`${product}/`);
}
