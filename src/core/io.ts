import type { Clock } from './ports.ts';

/** A place text goes. Writing to a reader that left (`| head`) is not an error. */
export interface Output {
  readonly isTty: boolean;
  /** True once the reader has gone away: nothing written now is seen by anybody. */
  readonly isBroken: boolean;
  /** Characters that fit in one line of a terminal. */
  readonly columns?: number;
  write(text: string | Uint8Array): void;
}

/** Everything a command may touch of the process it runs in: tests replace any piece. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdinIsTty: boolean;
  /** All of stdin as bytes. */
  readStdin(): Promise<Buffer>;
  /** Asks on the terminal; only called where stdin and stderr are terminals. */
  ask(question: string, options?: { hidden: boolean }): Promise<string>;
  readonly now: Clock;
  /** Resolves at the first Ctrl-C or SIGTERM; the second one ends the process at once. */
  readonly interrupted: Promise<void>;
}

/** The options every command has. */
export interface GlobalOptions {
  readonly dir?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly verbose?: boolean;
}

/** A command's whole contract with the command line: options in, exit code out. */
export interface CommandContext<Options> {
  readonly io: Io;
  readonly options: Options & GlobalOptions;
}
