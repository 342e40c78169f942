/** Exit codes: the contract of the command line. */
export const EXIT = {
  done: 0,
  /** The answer is no: a delivery failed, a signature is invalid. */
  no: 1,
  /** Wrong use or wrong configuration. */
  usage: 2,
  /** The environment failed: database, port, tunnel, network, native module. */
  environment: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error for the person at the terminal: one line of what happened, one of what to do. */
export class CliError extends Error {
  readonly hint: string;
  readonly exitCode: ExitCode;

  constructor(message: string, options: { hint: string; exitCode: ExitCode; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'CliError';
    this.hint = options.hint;
    this.exitCode = options.exitCode;
  }
}

/** Wrong use or wrong configuration (exit 2). */
export function usageError(message: string, hint: string): CliError {
  return new CliError(message, { hint, exitCode: EXIT.usage });
}

/** The environment failed (exit 3). */
export function environmentError(message: string, hint: string, cause?: unknown): CliError {
  return new CliError(message, { hint, exitCode: EXIT.environment, cause });
}
