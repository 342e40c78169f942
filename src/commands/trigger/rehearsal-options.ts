import { usageError, type CliError } from '../../core/errors.ts';
import type { Provider } from '../../core/provider.ts';
import { parseSchedule, providerSchedule, type RetrySchedule } from '../../core/retry-schedule.ts';
import type { SendSettings } from '../support/listen-options.ts';
import type { SenderSettings } from '../support/sender.ts';
import type { TriggerOptions } from './options.ts';

/** How a rehearsal of retries goes. */
export interface Rehearsal {
  readonly provider: Provider;
  readonly schedule: RetrySchedule;
  /** Whether the schedule is the provider's, and with it what comes at its end. */
  readonly isProviders: boolean;
  /** How many times faster. */
  readonly speed: number;
}

/** Reads `--schedule` and `--speed`. @throws CliError (exit 2) where there is no schedule to rehearse */
export function rehearsalFrom({ schedule, speed }: TriggerOptions, provider: Provider): Rehearsal {
  const base = { provider, speed: speedFrom(speed) };
  if (schedule === undefined) {
    if (provider.retryAfterSeconds.length === 0) throw noSchedule(provider);
    return { ...base, schedule: providerSchedule(provider), isProviders: true };
  }
  const own = parseSchedule(schedule);
  if (own !== undefined) return { ...base, schedule: own, isProviders: false };
  throw usageError(`--schedule ${schedule}: not a schedule`, 'Say how long before each retry: 5s,1m,10m');
}

function noSchedule({ name, retryFacts }: Provider): CliError {
  return usageError(
    retryFacts?.never === true
      ? `${name} never tries a failed delivery again by itself`
      : `${name} does not publish when it tries a failed delivery again`,
    'Rehearse a schedule of your own: --schedule 5s,1m,10m',
  );
}

function speedFrom(text = '1'): number {
  const speed = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (speed > 0) return speed;
  throw usageError(
    `--speed ${text}: must be a number above 0`,
    'For example: --speed 300 (5 min become 1 s).',
  );
}

/** A provider waits as long as it says; `--timeout` says otherwise. */
export function rehearsalSettings(
  settings: SendSettings,
  { options, provider }: { options: TriggerOptions; provider: Provider },
): SenderSettings {
  const { answerWithinSeconds: limit } = provider;
  if (options.timeout !== undefined) return { ...settings, doorTimeoutMs: settings.timeoutMs };
  return limit === null ? settings : { ...settings, timeoutMs: limit * 1000, doorTimeoutMs: limit * 1000 };
}
