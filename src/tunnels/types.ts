/** What a provider needs from the supervisor to open a tunnel. */
export interface OpenOptions {
  /** The receiver's port on this machine. */
  readonly port: number;
  /** The name to ask for; undefined takes any. */
  readonly name: string | undefined;
  /** How long opening may take, in ms. */
  readonly deadlineMs: number;
}

/**
 * Why there is no tunnel, or none any more. `lost`: worth another try. `rate-limited`: only after a
 * while. `unavailable`: something is missing that trying again does not bring (a program, an account).
 */
export interface SessionEnd {
  /** One short sentence for the user. */
  readonly reason: string;
  readonly kind: 'lost' | 'rate-limited' | 'unavailable';
  /** The least time to wait before the next try, in ms. */
  readonly retryAfterMs?: number;
}

/** Thrown where a tunnel cannot be opened and plain trying again would be wrong. */
export class TunnelError extends Error {
  readonly end: SessionEnd;

  constructor(end: SessionEnd) {
    super(end.reason);
    this.end = end;
  }
}

/** An open tunnel. */
export interface TunnelSession {
  readonly publicUrl: string;
  /** The name to ask for again after a loss; null where the provider has none. */
  readonly name: string | null;
  /** Resolves once, when the tunnel can carry nothing any more. Never rejects. */
  readonly ended: Promise<SessionEnd>;
  /** How long a new public URL may take until it leads here, in ms: names have to spread. */
  readonly settleMs?: number;
  /** Calls back at signs of trouble that a probe should look at, with one short sentence. */
  onTrouble?(listener: (what: string) => void): void;
  /** Bounded and idempotent. */
  close(): Promise<void>;
}

/** What a user should know before choosing a tunnel. */
export interface TunnelTraits {
  /** What it takes to use it, as one phrase. */
  readonly needs: string;
  /** Whether the URL is the same at the next start, as one phrase. */
  readonly url: string;
  /** Whether names, order and repetition of headers survive. */
  readonly headers: 'raw' | 'normalised' | 'unknown';
  /** Whether the way between this machine and the tunnel's operator is encrypted; null where only the user knows. */
  readonly encryptedLeg: boolean | null;
}

/** Whether a tunnel can be used on this machine. */
export type Detection =
  | { readonly kind: 'ready'; readonly version: string | null }
  /** `hint` is the command or option that mends it. */
  | { readonly kind: 'missing'; readonly hint: string };

/** A way to a public URL, ready to be opened. */
export interface TunnelProvider {
  readonly name: string;
  /** How long opening may take where that is longer than usual, in ms. */
  readonly openDeadlineMs?: number;
  /** @throws Error with one short sentence of why there is no tunnel, a {@link TunnelError} where that is known better */
  open(options: OpenOptions): Promise<TunnelSession>;
}

/** What a tunnel may be made from; each kind takes what it knows. */
export interface TunnelChoice {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The address of a localtunnel server. */
  readonly host?: string | undefined;
  readonly publicUrl?: string | undefined;
  /** `[user@]host[:port]` of an SSH server. */
  readonly sshHost?: string | undefined;
  /** What the SSH server is asked to listen at: a port, or `name:port`. */
  readonly sshForward?: string | undefined;
  /** A private key file. */
  readonly sshKey?: string | undefined;
  /** Where keys of SSH servers seen first are kept. */
  readonly knownHosts?: string | undefined;
}

/** One kind of tunnel. Each lives in a file of its own and is listed in `index.ts`. */
export interface TunnelKind {
  readonly name: string;
  readonly traits: TunnelTraits;
  detect(env: TunnelChoice['env']): Promise<Detection>;
  make(choice: TunnelChoice): TunnelProvider;
}
