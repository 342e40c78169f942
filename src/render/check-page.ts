import { countOutcomes, type CheckRun, type ProbeResult } from '../core/check-result.ts';
import { durationWords } from '../core/time.ts';
import { safe, safeShort } from './safe.ts';
import type { Style } from './style.ts';

/** What the whole run is about, in one line. */
export function checkIntro(input: { target: string; provider: string; probes: number }): string {
  const { target, provider, probes } = input;
  return `checking ${safe(target)} with ${probes} probes, signed as ${safe(provider)} signs`;
}

/** The head of a group of probes. */
export function groupLine(group: string, { style, isFirst }: { style: Style; isFirst: boolean }): string {
  return `${isFirst ? '' : '\n'}${style.strong(group)}\n`;
}

const NAME_WIDTH = 30;
const FOUND_LENGTH = 150;

/** One probe: how it ended, what was found, how long it took. */
export function probeLine(result: ProbeResult, style: Style): string {
  const { outcome, id, found, durationMs } = result;
  const { good, bad, unknown, dot } = style.symbols;
  const time = outcome === 'skip' ? '' : ` ${style.faint(durationWords(durationMs))}`;
  const name = safe(id).padEnd(NAME_WIDTH);
  const words = safeShort(found, FOUND_LENGTH);
  switch (outcome) {
    case 'pass':
      return `  ${style.good(good)} ${name} ${words}${time}\n`;
    case 'fail':
      return `  ${style.bad(bad)} ${name} ${style.bad(words)}${time}\n`;
    case 'warn':
      return `  ${style.warn('!')} ${name} ${style.warn(words)}${time}\n`;
    case 'skip':
      return found.startsWith('not proven')
        ? `  ${style.faint(`${unknown} ${name} ${words}`)}\n`
        : `  ${style.faint(`${dot} ${name} skipped: ${words}`)}\n`;
  }
}

/** How the end of a run is written. */
export interface SummaryParts {
  readonly style: Style;
  /** The command line that repeats a probe. */
  readonly repeat: (probe: string) => string;
}

/** What is wrong and how to put it right, each mistake once; then the numbers. */
export function checkSummary(run: CheckRun, parts: SummaryParts): string {
  const mistakes = [...mistakesOf(run.results, 'fail'), ...mistakesOf(run.results, 'warn')];
  return `\n${mistakes.map((one) => `${mistakeText(one, parts)}\n`).join('')}${verdictLine(run, parts.style)}\n`;
}

/** Probes that ended alike and need the same fix. */
function mistakesOf(results: readonly ProbeResult[], outcome: 'fail' | 'warn'): ProbeResult[][] {
  const found = new Map<string, ProbeResult[]>();
  for (const result of results) {
    if (result.outcome === outcome) found.set(result.fix, [...(found.get(result.fix) ?? []), result]);
  }
  return [...found.values()];
}

function mistakeText(results: readonly ProbeResult[], { style, repeat }: SummaryParts): string {
  const [first] = results;
  if (first === undefined) return '';
  const paint = first.outcome === 'fail' ? style.bad : style.warn;
  const symbol = first.outcome === 'fail' ? style.symbols.bad : '!';
  const rest = results.length === 1 ? '' : ` (${results.length} probes)`;
  return [
    `${paint(`${symbol} ${first.mistake}`)}${rest}: ${namesOf(results)}`,
    `  sent    ${first.sends}`,
    `  found   ${safeShort(first.found, FOUND_LENGTH)}; wanted ${first.expects}`,
    `  why     ${first.why}`,
    `  fix     ${first.fix}`,
    style.faint(`  repeat  ${safe(repeat(first.id))}`),
    '',
  ].join('\n');
}

const NAMED = 8;

function namesOf(results: readonly ProbeResult[]): string {
  const names = results.slice(0, NAMED).map(({ id }) => safe(id));
  const left = results.length - names.length;
  return `${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

const ENDINGS = {
  whole: '',
  'gave-up': '; given up, because it did not answer any more',
  interrupted: '; stopped before the end',
} as const;

/** The numbers, in one line. */
export function verdictLine(run: CheckRun, style: Style): string {
  const { pass, fail, warn, skip } = countOutcomes(run.results);
  const parts = [
    `${pass} passed`,
    `${fail} failed`,
    `${warn} ${warn === 1 ? 'warning' : 'warnings'}`,
    `${skip} skipped`,
  ];
  const line = `${parts.join(', ')} in ${durationWords(run.durationMs)}${ENDINGS[run.ending]}`;
  return fail > 0 || run.ending !== 'whole' ? style.bad(line) : style.good(line);
}
