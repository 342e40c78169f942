import type { ChaosOptions } from '../support/chaos-options.ts';
import { usageError, type CliError } from '../../core/errors.ts';
import { wholeNumber } from '../support/selection-options.ts';
import type { BodyOptions } from '../support/event-body.ts';
import type { SendOptions } from '../support/listen-options.ts';
import { paceFrom, type PaceOptions } from '../support/pace-options.ts';

/** The options of `trigger`. */
export interface TriggerOptions extends SendOptions, BodyOptions, ChaosOptions, Omit<PaceOptions, 'timing'> {
  readonly to?: string;
  readonly public?: boolean;
  readonly provider?: string;
  readonly endpoint?: string;
  /** The types of `--then`: an object with a `then` could be taken for a promise. */
  readonly following?: string[];
  readonly count?: string;
  readonly duplicate?: string;
  readonly invalid?: string;
  readonly retries?: boolean;
  readonly speed?: string;
  readonly schedule?: string;
  readonly print?: string;
  readonly url?: string;
}

/** How many requests are wanted. */
export interface Amount {
  /** Stories: each one event, or several with `--then`. */
  readonly stories: number;
  /** How often each event is sent. */
  readonly copies: number;
}

/** Reads `--count` and `--duplicate`. @throws CliError (exit 2) */
export function amountFrom({ count, duplicate }: TriggerOptions): Amount {
  return {
    stories: wholeNumber('--count', count ?? '1', 1),
    copies: 1 + wholeNumber('--duplicate', duplicate ?? '0', 0),
  };
}

const MANY = [
  ['following', '--then'],
  ['count', '--count'],
  ['duplicate', '--duplicate'],
  ['rate', '--rate'],
  ['concurrency', '--concurrency'],
] as const;

/** Refuses options that are not what they should be, or contradict each other. @throws CliError (exit 2) that names them */
export function checkCombinations(options: TriggerOptions): void {
  paceFrom(options);
  const { stories, copies } = amountFrom(options);
  const isOne = stories === 1 && copies === 1 && options.following === undefined;
  for (const name of ['speed', 'schedule'] as const) {
    if (options[name] !== undefined && options.retries !== true)
      throw usageError(`--${name} is about retries`, `Add --retries, or leave out --${name}.`);
  }
  const many = MANY.find(([name]) => options[name] !== undefined)?.[1];
  if (options.retries === true && many !== undefined) {
    throw apart(['--retries', many], 'A rehearsal is about one event: use one of them.');
  }
  if (options.print !== undefined && (options.retries === true || !isOne)) {
    const other = options.retries === true ? '--retries' : (many as string);
    throw apart(['--print', other], 'It shows one request and sends none: use one of them.');
  }
  for (const name of ['retries', 'print'] as const) {
    if (options.chaos !== undefined && options[name] !== undefined)
      throw apart(['--chaos', `--${name}`], 'Let listen --chaos make deliveries of a rehearsal go wrong.');
  }
  if (options.public === true && options.to !== undefined) {
    throw apart(['--public', '--to'], 'Both say where it goes: use one of them.');
  }
  if (options.data !== undefined && options.following !== undefined) {
    throw apart(['--data', '--then'], 'The events of a story share the ids of samples: use one of them.');
  }
  if (options.edit === true && (stories > 1 || options.following !== undefined)) {
    throw usageError('--edit takes one event', 'Change several with --set and --unset.');
  }
}

function apart([a, b]: readonly [string, string], hint: string): CliError {
  return usageError(`${a} and ${b} exclude each other`, hint);
}
