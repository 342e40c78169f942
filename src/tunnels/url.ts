import type { TunnelProvider } from './types.ts';

/** A tunnel the user runs: nothing to open, only to probe. */
export function urlTunnel(publicUrl: string): TunnelProvider {
  return {
    name: 'url',
    open: () =>
      Promise.resolve({
        publicUrl: publicUrl.replace(/\/+$/, ''),
        name: null,
        ended: new Promise(() => undefined),
        close: () => Promise.resolve(),
      }),
  };
}
