/** What a provider needs from the supervisor to open a tunnel. */
export interface OpenOptions {
  /** The receiver's port on this machine. */
  readonly port: number;
  /** The name to ask for; undefined takes any. */
  readonly name: string | undefined;
  /** How long opening may take, in ms. */
  readonly deadlineMs: number;
}

/** Why a session ended. */
export interface SessionEnd {
  /** One short sentence for the user. */
  readonly reason: string;
}

/** An open tunnel. */
export interface TunnelSession {
  readonly publicUrl: string;
  /** The name to ask for again after a loss; null where the provider has none. */
  readonly name: string | null;
  /** Resolves once, when the tunnel can carry nothing any more. Never rejects. */
  readonly ended: Promise<SessionEnd>;
  /** Bounded and idempotent. */
  close(): Promise<void>;
}

/** A way to a public URL. Each lives in a file of its own and is listed in `index.ts`. */
export interface TunnelProvider {
  readonly name: string;
  /** @throws Error with one short sentence of why there is no tunnel */
  open(options: OpenOptions): Promise<TunnelSession>;
}
