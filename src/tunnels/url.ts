import { TunnelError, type TunnelKind } from './types.ts';

/** A tunnel the user runs: nothing to open, only to probe. */
export const url: TunnelKind = {
  name: 'url',
  traits: {
    needs: '--public-url and your own tunnel or proxy',
    url: 'yours',
    headers: 'unknown',
    encryptedLeg: null,
  },
  detect: () => Promise.resolve({ kind: 'ready', version: null }),
  make: ({ publicUrl }) => ({
    name: 'url',
    open: () =>
      publicUrl === undefined
        ? Promise.reject(new TunnelError({ kind: 'unavailable', reason: 'there is no --public-url' }))
        : Promise.resolve({
            publicUrl: publicUrl.replace(/\/+$/, ''),
            name: null,
            ended: new Promise(() => undefined),
            close: () => Promise.resolve(),
          }),
  }),
};
