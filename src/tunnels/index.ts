import { localtunnel, PUBLIC_HOST } from './localtunnel.ts';
import type { TunnelProvider } from './types.ts';
import { urlTunnel } from './url.ts';

/** What a tunnel may be made from. */
export interface TunnelChoice {
  readonly host?: string | undefined;
  readonly publicUrl?: string | undefined;
}

/** Every way to a public URL; null opens none. A new one is one file and one line here. */
const makers: Readonly<Record<string, (choice: TunnelChoice) => TunnelProvider | null>> = {
  localtunnel: ({ host }) => localtunnel({ host: host ?? PUBLIC_HOST }),
  url: ({ publicUrl }) => (publicUrl === undefined ? null : urlTunnel(publicUrl)),
  none: () => null,
};

/** The names `--tunnel` takes. */
export const TUNNELS: readonly string[] = Object.keys(makers);

/** The provider of that name, null where none is wanted, or undefined where there is no such name. */
export function findTunnel(name: string, choice: TunnelChoice): TunnelProvider | null | undefined {
  return Object.hasOwn(makers, name) ? makers[name]?.(choice) : undefined;
}
