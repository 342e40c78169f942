import { usageError } from '../../core/errors.ts';
import { parseStatusPattern, type WantedEvents } from '../../core/expectation.ts';
import { parseDuration } from '../../core/time.ts';
import { commas } from '../../option-parsers.ts';
import { selectionFrom, wholeNumber, type SelectionOptions } from './selection-options.ts';

/** The options of `expect` as they come from the command line. */
export interface ExpectOptions extends SelectionOptions {
  readonly count?: string;
  readonly verified?: boolean;
  readonly answered?: string[];
  readonly within?: string;
  readonly junit?: string;
}

/** From when on events count: --since, the listener's start, or now. */
export type Start = { readonly kind: 'given' } | { readonly kind: 'listener' | 'now'; readonly at: number };

/** Reads what is expected. @throws CliError (exit 2) naming the option */
export function expectedFrom(
  type: string,
  options: ExpectOptions,
  { now, start }: { now: number; start: Start },
): WantedEvents {
  const given = selectionFrom(options, now);
  const selection = start.kind === 'given' ? given : { ...given, since: start.at };
  const count = options.count === undefined ? 1 : wholeNumber('--count', options.count, 1);
  if (selection.limit !== undefined && selection.limit < count) {
    throw usageError(
      `--limit ${selection.limit}: fewer than --count ${count}, so it could never be met`,
      'Only the first events of --limit count: leave it out, or make it larger.',
    );
  }
  return {
    expectation: {
      types: typesFrom(type),
      selection,
      count,
      isVerified: options.verified === true,
      answered: options.answered?.map(statusPattern) ?? null,
    },
    from: start.kind,
    withinMs: within(options.within ?? '30s'),
  };
}

function typesFrom(text: string): string[] {
  const types = commas(text, undefined);
  if (types.length > 0) return types;
  throw usageError('expect: the type is empty', "For example: webhook-cli expect 'order.*'");
}

function statusPattern(text: string): string {
  const pattern = parseStatusPattern(text);
  if (pattern !== undefined) return pattern;
  throw usageError(`--answered ${text}: not a status`, 'For example: 2xx, 200, or 4xx,5xx');
}

function within(text: string): number {
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  throw usageError(`--within ${text}: not a duration`, 'For example: 500ms, 30s, 5m, or 0 to look once.');
}
