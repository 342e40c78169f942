import type { Condition } from '../core/condition.ts';
import type { ExpectationResult, NearMiss, SeenEvent, WantedEvents } from '../core/expectation.ts';
import { durationWords } from '../core/time.ts';
import { clockText, eventLine } from './event-line.ts';
import { attemptJson, eventJson } from './json.ts';
import { junitXml } from './junit.ts';
import { safe, safeShort } from './safe.ts';
import { styleFor, type Style } from './style.ts';

/** So many events that do not count are shown. */
const SHOWN = 10;
const START = { given: '', listener: ' (start of the listener)', now: ' (now)' } as const;

/** What is waited for, in one line. */
export function wantedWords({ expectation, from, withinMs }: WantedEvents): string {
  const { since } = expectation.selection;
  const start = since === undefined ? [] : [`since ${clockText(since)}${START[from]}`];
  const time = withinMs === 0 ? 'not waiting' : `for at most ${durationWords(withinMs)}`;
  return [nameOf({ expectation }), ...start, time].join(', ');
}

/** The expectation without its times: the same in every run. */
function nameOf({ expectation }: Pick<WantedEvents, 'expectation'>): string {
  const { types, count, isVerified, answered, selection } = expectation;
  const list = (name: string, words: readonly string[] = []): string[] =>
    words.length === 0 ? [] : [`${name} ${words.join(' or ')}`];
  const one = (name: string, word: string | undefined): string[] =>
    list(name, word === undefined ? [] : [word]);
  const parts = [
    `${count} ${count === 1 ? 'event' : 'events'} of type ${types.join(' or ')}`,
    ...list('type', selection.types),
    ...(isVerified ? ['verified'] : []),
    ...list('answered', answered ?? []),
    ...one('provider', selection.provider),
    ...one('endpoint', selection.endpoint),
    ...list('outcome', selection.outcomes),
    ...list('signature', selection.signatures),
    ...list('origin', selection.origins),
    ...one('containing', selection.search),
    ...(selection.where ?? []).map(conditionText),
    ...(selection.limit === undefined ? [] : [`among the first ${selection.limit}`]),
  ];
  return safe(parts.join(', '));
}

function conditionText({ path, operator, value }: Condition): string {
  return `${path.join('.')}${operator === 'exists' ? '' : `${operator}${value}`}`;
}

/** What was seen: the verdict, the events that count, and the others with what they lack. */
export function expectationPage(result: ExpectationResult, style: Style): string {
  const { good, bad } = style.symbols;
  const verdict =
    result.ending === 'met'
      ? style.good(`${good} ${verdictOf(result)}`)
      : style.bad(`${bad} ${verdictOf(result)}`);
  return `${[verdict, ...result.matched.map((seen) => lineOf(seen, style)), ...missLines(result, style)].join('\n')}\n`;
}

function verdictOf({ ending, waitedMs, matched, wanted, missed }: ExpectationResult): string {
  const { count } = wanted.expectation;
  const after = durationWords(waitedMs);
  if (ending === 'met') return `met after ${after}: ${matched.length} of ${count}`;
  const why =
    ending === 'time'
      ? `not met within ${durationWords(wanted.withinMs)}`
      : `stopped after ${after}, not met`;
  const others = missed === 0 ? 'nothing else came in' : `${missed} that do not count`;
  return `${why}: ${matched.length} of ${count}, ${others}`;
}

function lineOf({ event, attempts }: SeenEvent, style: Style): string {
  return `  ${eventLine({ event, attempt: attempts.at(-1) ?? null, answered: null }, style)}`;
}

function missLines({ nearMisses, missed }: ExpectationResult, style: Style): string[] {
  if (missed === 0) return [];
  const shown = nearMisses.slice(0, SHOWN);
  const left = missed - shown.length;
  return [
    'does not count:',
    ...shown.map((miss) => missLine(miss, style)),
    ...(left > 0 ? [style.faint(`  and ${left} more: webhook-cli list`)] : []),
  ];
}

function missLine({ event, misses }: NearMiss, style: Style): string {
  const name = safeShort(event.type ?? `${event.method} ${event.path.split('?')[0]}`, 40);
  const why = misses.map(({ explanation }) => safeShort(explanation, 200)).join('; ');
  return `  ${style.faint(clockText(event.receivedAt))}  ${style.strong(`#${event.id}`)}  ${name}  ${style.warn(why)}`;
}

/** The one document of `expect --json`. */
export function expectationJson(result: ExpectationResult): Record<string, unknown> {
  const { wanted, ending, waitedMs, matched, nearMisses, missed } = result;
  const { types, count, isVerified, answered, selection } = wanted.expectation;
  const { since } = selection;
  return {
    met: ending === 'met',
    ended: ending,
    waitedMs: Math.round(waitedMs),
    expected: {
      types,
      count,
      verified: isVerified,
      answered,
      since: since === undefined ? null : new Date(since).toISOString(),
      withinMs: wanted.withinMs,
      description: nameOf(wanted),
    },
    matched: matched.map(seenJson),
    nearMisses: nearMisses.map((miss) => ({ ...seenJson(miss), reasons: miss.misses })),
    missed,
  };
}

function seenJson({ event, attempts }: SeenEvent): Record<string, unknown> {
  return { event: eventJson(event), attempts: attempts.map(attemptJson) };
}

/** The result as a JUnit report with one case. */
export function expectationJunit(result: ExpectationResult): string {
  const page = expectationPage(result, styleFor({ isTty: false, env: { NO_COLOR: '1' } }));
  const failure = result.ending === 'met' ? null : { message: verdictOf(result), details: page };
  const output = `waiting for ${wantedWords(result.wanted)}\n${page}`;
  return junitXml('webhook-cli expect', [
    { name: nameOf(result.wanted), durationMs: result.waitedMs, failure, output },
  ]);
}
