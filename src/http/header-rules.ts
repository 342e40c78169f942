import {
  headerValues,
  withHeaders,
  withoutHeaders,
  type HeaderList,
  type HeaderPair,
} from '../core/headers.ts';
import type { Target } from '../core/target.ts';

/** Headers that belong to one connection, not to the message (RFC 9110 §7.6.1, RFC 9112). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** How the headers of a delivery are made. */
export interface ForwardRules {
  readonly target: Target;
  /** Sent instead of the target's own host. */
  readonly hostHeader?: string | undefined;
  /** Replace headers of the same name. */
  readonly extra?: HeaderList | undefined;
}

/**
 * The headers the app gets: those received, less the ones that would break or alter the new
 * connection (any sender could make forwarding fail with them), with the target's Host.
 */
export function forwardHeaders(received: HeaderList, rules: ForwardRules): HeaderPair[] {
  const endToEnd = withoutHeaders(endToEndHeaders(received), ['expect', 'content-length', 'host']);
  const host = rules.hostHeader ?? new URL(rules.target.origin).host;
  const extra = withoutHeaders(rules.extra ?? [], [...HOP_BY_HOP, 'content-length', 'expect']);
  return withHeaders([['Host', host], ...endToEnd], extra);
}

/** The headers of the app's answer that the sender gets: end to end, without the user's cookies. */
export function relayHeaders(answered: HeaderList): HeaderPair[] {
  return withoutHeaders(endToEndHeaders(answered), ['set-cookie', 'content-length']);
}

function endToEndHeaders(headers: HeaderList): HeaderPair[] {
  const named = headerValues(headers, 'connection').flatMap((value) => value.split(','));
  return withoutHeaders(headers, [...HOP_BY_HOP, ...named.map((name) => name.trim())]);
}
