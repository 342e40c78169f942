import type { Provider } from './provider.ts';
import type { Target } from './target.ts';

/** Where an endpoint's secrets come from; the difference decides whether a mismatch is an error. */
export type SecretSource =
  /** Set by the user: what does not match is invalid. */
  | { readonly kind: 'configured'; readonly from: readonly string[] }
  /** Made up by us so that `trigger` can sign: what does not match was merely not checked. */
  | { readonly kind: 'generated' };

/** One receiving endpoint, ready to use. */
export interface Endpoint {
  readonly name: string;
  /** Events at this path and below belong to it; `/` is every path. */
  readonly path: string;
  readonly provider: Provider;
  /** The URL as registered with the provider, for schemes that sign it; null where none is configured. */
  readonly url: string | null;
  readonly secrets: readonly string[];
  readonly secretSource: SecretSource;
  /** The token a provider shows in its handshake (Meta); null takes any. */
  readonly verifyToken: string | null;
  /** Where deliveries go; null captures only. */
  readonly target: Target | null;
  /** Patterns of the types to forward; null forwards all. */
  readonly events: readonly string[] | null;
}

/** The endpoint with the longest path that covers the request's, or undefined. */
export function endpointAt(endpoints: readonly Endpoint[], requestPath: string): Endpoint | undefined {
  const path = requestPath.split('?')[0] as string;
  const covering = endpoints.filter((endpoint) => covers(endpoint.path, path));
  return covering.toSorted((a, b) => b.path.length - a.path.length)[0];
}

function covers(base: string, path: string): boolean {
  const trimmed = base.replace(/\/+$/, '');
  return path === trimmed || path.startsWith(`${trimmed}/`);
}
