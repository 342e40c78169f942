import { parseCondition, type Condition } from '../../core/condition.ts';
import { usageError } from '../../core/errors.ts';
import { ORIGINS, OUTCOMES } from '../../core/event.ts';
import type { Selection } from '../../core/selection.ts';
import { parseMoment } from '../../core/time.ts';
import { SIGNATURE_STATUSES } from '../../core/verdict.ts';

/** The selection options as they come from the command line. */
export interface SelectionOptions {
  readonly type?: string[];
  readonly provider?: string;
  readonly endpoint?: string;
  readonly outcome?: string[];
  readonly signature?: string[];
  readonly origin?: string[];
  readonly since?: string;
  readonly until?: string;
  readonly search?: string;
  readonly where?: string[];
  readonly limit?: string;
}

/** Whether any selection option was given. */
export function isSelecting(options: SelectionOptions): boolean {
  return Object.keys(selectionFrom(options, Date.now())).length > 0;
}

/** Reads the selection options. @throws CliError (exit 2) naming the option and what it takes */
export function selectionFrom(options: SelectionOptions, now: number): Selection {
  return dropUndefined({
    types: options.type,
    provider: options.provider,
    endpoint: options.endpoint,
    outcomes: oneOf('--outcome', options.outcome, OUTCOMES),
    signatures: oneOf('--signature', options.signature, SIGNATURE_STATUSES),
    origins: oneOf('--origin', options.origin, ORIGINS),
    since: moment('--since', options.since, now),
    until: moment('--until', options.until, now),
    search: options.search,
    where: options.where?.map(condition),
    limit: limit(options.limit),
  });
}

function oneOf<Word extends string>(
  option: string,
  given: string[] | undefined,
  allowed: readonly Word[],
): Word[] | undefined {
  return given?.map((word) => {
    const known = allowed.find((candidate) => candidate === word);
    if (known === undefined) throw usageError(`${option} ${word}: not known`, `Use ${allowed.join(', ')}.`);
    return known;
  });
}

function moment(option: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const parsed = parseMoment(text, now);
  if (parsed !== undefined) return parsed;
  throw usageError(`${option} ${text}: not a time`, 'For example: 2h, 3d, 2026-11-20, 2026-11-20T10:00Z');
}

function condition(text: string): Condition {
  const parsed = parseCondition(text);
  if (parsed !== undefined) return parsed;
  throw usageError(
    `--where ${text}: not a condition`,
    "For example: 'data.total>=100', data.currency=EUR, data.note",
  );
}

function limit(text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber('--limit', text, 1);
}

/** Reads a whole number option. @throws CliError (exit 2) */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  throw usageError(
    `${option} ${text}: must be a whole number from ${least} up`,
    `For example: ${option} ${least + 4}`,
  );
}

function dropUndefined(fields: { [Key in keyof Selection]: Selection[Key] | undefined }): Selection {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
