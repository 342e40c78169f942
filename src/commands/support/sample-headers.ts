import { headerValues, type HeaderList, type HeaderPair } from '../../core/headers.ts';
import type { Provider } from '../../core/provider.ts';
import { isSensitiveHeader } from '../../render/mask.ts';
import { withoutSignature } from '../../signatures/sign.ts';

/** What says how to read the body. */
const OF_THE_BODY = ['content-type', 'content-encoding'];

/**
 * The headers of a captured event that belong to what it is: how to read its body, and what makes
 * its type. The rest is of one delivery (signature, id, addresses, cookies) and is not kept.
 */
export function sampleHeaders(provider: Provider, headers: HeaderList): HeaderPair[] {
  const names = new Set([...OF_THE_BODY, ...typeHeaders(provider)]);
  return withoutSignature(provider.scheme, headers).filter(
    ([name, value]) =>
      names.has(name.toLowerCase()) && !isSensitiveHeader(name) && !isUsual(provider, name, value),
  );
}

/** The headers a provider says the type in, lower case. */
export function typeHeaders({ eventType, eventAction, headers }: Provider): string[] {
  const located = [eventType, eventAction].flatMap((place) => (place?.kind === 'header' ? [place.name] : []));
  const written = headers.filter(([, value]) => /\{(type|resource|action)\}/.test(value));
  return [...located, ...written.map(([name]) => name)].map((name) => name.toLowerCase());
}

/** `trigger` sends it anyway. */
function isUsual(provider: Provider, name: string, value: string): boolean {
  return headerValues(provider.headers, name).includes(value);
}
