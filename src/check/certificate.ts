import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { SeenCertificate } from './types.ts';
import type { WireOptions } from './wire.ts';

/** Reads the certificate a target shows, trusted or not; null where it shows none. */
export function readCertificate({
  target,
  lookup,
  ca,
  timeoutMs,
}: WireOptions): Promise<SeenCertificate | null> {
  if (target.protocol !== 'https:') return Promise.resolve(null);
  return new Promise((resolve) => {
    const socket = connect({
      host: target.hostname,
      port: target.port,
      lookup,
      // No name is sent for an address (RFC 6066).
      ...(isIP(target.hostname) === 0 ? { servername: target.hostname } : {}),
      ...(ca === undefined ? {} : { ca }),
      rejectUnauthorized: false,
    });
    const end = (seen: SeenCertificate | null): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(timeoutMs, () => end(null));
    socket.once('error', () => end(null));
    socket.once('secureConnect', () => end(seenOn(socket)));
  });
}

function seenOn(socket: TLSSocket): SeenCertificate | null {
  const { valid_to: validTo } = socket.getPeerCertificate();
  if (validTo === undefined) return null;
  const error = socket.authorizationError as Error | string | null | undefined;
  const reason = typeof error === 'object' && error !== null ? error.message : error;
  const problem = socket.authorized ? null : `the certificate is not trusted: ${reason ?? 'unknown reason'}`;
  return { problem, validTo: Date.parse(validTo) };
}
