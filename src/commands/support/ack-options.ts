import type { Endpoint } from '../../core/endpoint.ts';
import { usageError } from '../../core/errors.ts';
import { parseSchedule, providerSchedule } from '../../core/retry-schedule.ts';
import type { AckSettings } from './spool.ts';

/** Options of `listen` that answer first and deliver afterwards. */
export interface AckOptions {
  readonly ack?: boolean;
  readonly retries?: string;
}

/**
 * Reads `--ack` and `--retries`. The sender has its 202 and does not try again: without a word of
 * the user's its own schedule is kept for it.
 * @returns null where the sender waits for the app @throws CliError (exit 2)
 */
export function ackFrom({ ack, retries }: AckOptions, endpoints: readonly Endpoint[]): AckSettings | null {
  if (ack !== true) {
    if (retries === undefined) return null;
    throw usageError('--retries needs --ack: without it the sender itself tries again', 'Add --ack.');
  }
  if (endpoints.every(({ target }) => target === null)) {
    throw usageError('--ack: there is no target to deliver to', 'Name one: webhook-cli listen 3000 --ack');
  }
  if (retries === undefined || retries === 'provider') {
    return { scheduleOf: ({ provider }) => providerSchedule(provider) };
  }
  const schedule = retries === 'none' ? [] : parseSchedule(retries);
  if (schedule !== undefined) return { scheduleOf: () => schedule };
  throw usageError(
    `--retries ${retries}: neither provider, none nor a list of waits`,
    'For example: --retries 5s,1m,10m',
  );
}
