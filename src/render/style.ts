import { Chalk } from 'chalk';

/** Colours and symbols of one output: decided once, from what it is attached to. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly faint: Paint;
  readonly strong: Paint;
  readonly symbols: Symbols;
}

type Paint = (text: string) => string;

/** The few signs we print; plain ASCII where the terminal's character set has no others. */
export interface Symbols {
  readonly good: string;
  readonly bad: string;
  readonly unknown: string;
  readonly arrow: string;
  readonly dot: string;
  readonly ellipsis: string;
}

const UNICODE: Symbols = { good: '✓', bad: '✗', unknown: '?', arrow: '→', dot: '·', ellipsis: '…' };
const ASCII: Symbols = { good: '+', bad: 'x', unknown: '?', arrow: '->', dot: '-', ellipsis: '...' };

/** What decides the style of an output. */
export interface StyleInput {
  readonly isTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False for `--no-color`. */
  readonly color?: boolean | undefined;
}

/** Builds the style of an output. Obeys --no-color, NO_COLOR, FORCE_COLOR and TERM=dumb, in this order. */
export function styleFor(input: StyleInput): Style {
  const chalk = new Chalk({ level: wantsColor(input) ? 1 : 0 });
  return {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    faint: chalk.dim,
    strong: chalk.bold,
    symbols: hasUnicode(input.env) ? UNICODE : ASCII,
  };
}

function wantsColor({ isTty, env, color }: StyleInput): boolean {
  if (color === false || (env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTty && env['TERM'] !== 'dumb';
}

/** Only a locale that names another character set takes the symbols away: most machines set none. */
function hasUnicode(env: StyleInput['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale);
}
