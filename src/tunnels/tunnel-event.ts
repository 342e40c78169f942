import type { Gap, PathStatus } from '../core/public-path.ts';

/** What the user should hear of the public path. */
export type TunnelEvent =
  /** A probe came back through the public URL. */
  | { readonly kind: 'up'; readonly publicUrl: string; readonly latencyMs: number; readonly gap: Gap | null }
  | { readonly kind: 'down'; readonly publicUrl: string; readonly reason: string }
  /**
   * `for-now`: the server still holds the old name, which is asked for again. `back`: it is ours
   * again. `for-good`: it is lost.
   */
  | {
      readonly kind: 'changed';
      readonly from: string;
      readonly to: string;
      readonly stage: 'for-now' | 'back' | 'for-good';
    }
  /** Not open yet, or not again; told once per reason, the trying goes on. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'other-name'; readonly wanted: string; readonly got: string }
  /** The next of several tunnels is taken. */
  | { readonly kind: 'failover'; readonly from: string; readonly to: string; readonly reason: string }
  /** Given up: the one name that would do is taken. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Every change of the status and every good probe. */
  | { readonly kind: 'status'; readonly status: PathStatus };
