import { cloudflared } from './cloudflared.ts';
import { localtunnelKind } from './localtunnel.ts';
import { ngrok } from './ngrok.ts';
import { ssh } from './ssh.ts';
import type { TunnelKind } from './types.ts';
import { url } from './url.ts';

/** Every way to a public URL. A new one is one file and one line here. */
export const tunnelKinds: readonly TunnelKind[] = [localtunnelKind, cloudflared, ngrok, ssh, url];

/** The kind of that name, or undefined. */
export function findTunnelKind(name: string): TunnelKind | undefined {
  return tunnelKinds.find((kind) => kind.name === name);
}
