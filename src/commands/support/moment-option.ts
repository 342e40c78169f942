import { usageError } from '../../core/errors.ts';
import { parseMoment } from '../../core/time.ts';

/**
 * Reads `--timestamp` or `--at`: Unix seconds, or an ISO date and time.
 * @returns ms since the epoch @throws CliError (exit 2)
 */
export function momentFrom(option: string, text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const moment = /^\d{1,11}(\.\d{1,3})?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : parseMoment(text, now);
  if (moment !== undefined) return moment;
  throw usageError(`${option} ${text}: not a time`, 'Write Unix seconds, or 2026-11-20T10:00Z.');
}
