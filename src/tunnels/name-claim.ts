import type { TunnelEvent } from './tunnel-event.ts';
import type { SessionEnd, TunnelSession } from './types.ts';

/** What we think of the name a session came with. */
export type Grant =
  | { readonly kind: 'granted' }
  /** Another one than asked for, right from the start. */
  | { readonly kind: 'other'; readonly wanted: string; readonly got: string }
  /** The server still holds ours: this one serves for now. */
  | { readonly kind: 'makeshift' }
  | { readonly kind: 'not-yet'; readonly end: SessionEnd }
  | { readonly kind: 'refused'; readonly reason: string };

type Change = TunnelEvent & { kind: 'changed' };

/** What a claim is made from. */
export interface ClaimOptions {
  readonly name: string | undefined;
  /** No other name will do. */
  readonly requireName: boolean;
  /** How long a server may hold the name of a client that is gone. */
  readonly graceMs: number;
}

/** Which name is ours, and which URL people know: a server may hold both for a while after a loss. */
export class NameClaim {
  readonly #options: ClaimOptions;
  #wanted: string | undefined;
  #lostAt: number | undefined;
  #isMakeshift = false;
  /** The last URL that was no makeshift. */
  #ownUrl: string | undefined;
  #lastUrl: string | undefined;

  constructor(options: ClaimOptions) {
    this.#options = options;
    this.#wanted = options.name;
  }

  /** The name to ask for. */
  get wanted(): string | undefined {
    return this.#wanted;
  }

  /** How much longer the server may hold our name. */
  get heldForMs(): number {
    return this.#lostAt === undefined ? 0 : this.#options.graceMs - (performance.now() - this.#lostAt);
  }

  /** Another provider knows nothing of the name we had. */
  startAnew(): void {
    this.#wanted = this.#options.name;
    this.#lostAt = undefined;
  }

  judge({ name: got }: TunnelSession): Grant {
    const wanted = this.#wanted;
    this.#isMakeshift = false;
    if (wanted === undefined || got === null || got === wanted) return { kind: 'granted' };
    const { requireName } = this.#options;
    const isHeld = this.heldForMs > 0;
    if (isHeld && requireName) {
      const reason = `the name ${wanted} is not free again yet`;
      return { kind: 'not-yet', end: { kind: 'lost', reason } };
    }
    if (requireName) return { kind: 'refused', reason: `the name ${wanted} is taken` };
    this.#isMakeshift = isHeld;
    if (isHeld) return { kind: 'makeshift' };
    return this.#lastUrl === undefined ? { kind: 'other', wanted, got } : { kind: 'granted' };
  }

  /** A session carries webhooks. @returns what that changes for the sender */
  cameUp({ publicUrl, name }: TunnelSession): Change | undefined {
    const from = this.#lastUrl;
    const stage = this.#isMakeshift ? 'for-now' : publicUrl === this.#ownUrl ? 'back' : 'for-good';
    this.#lastUrl = publicUrl;
    if (!this.#isMakeshift) {
      this.#ownUrl = publicUrl;
      this.#lostAt = undefined;
      this.#wanted = name ?? this.#wanted;
    }
    if (from === undefined || from === publicUrl) return undefined;
    return { kind: 'changed', from, to: publicUrl, stage };
  }

  /** The server holds the name of a session for a while, whether anything came through it or not. */
  ended({ name }: TunnelSession): void {
    if (name === this.#wanted) this.#lostAt = performance.now();
  }

  /** Our name is lost: the makeshift's is it from now on. */
  keep({ publicUrl, name }: TunnelSession): Change | undefined {
    const from = this.#ownUrl;
    this.#isMakeshift = false;
    this.#wanted = name ?? this.#wanted;
    this.#lostAt = undefined;
    this.#ownUrl = publicUrl;
    return from === undefined ? undefined : { kind: 'changed', from, to: publicUrl, stage: 'for-good' };
  }
}
