import { durationWords } from '../core/time.ts';
import type { LogStatistics, Spread, Statistics } from '../core/type-stats.ts';
import { safeShort } from './safe.ts';
import type { Style } from './style.ts';

/** A type of event and who sends it. */
export interface KnownType {
  readonly provider: string;
  readonly type: string;
}

/** Everything `stats` shows. */
export interface StatsPageInput {
  readonly statistics: LogStatistics;
  /** Types the project's providers could send, none of which is in the log. */
  readonly neverSeen: readonly KnownType[];
}

const HEAD = [
  'type',
  'provider',
  'count',
  'verified',
  '2xx',
  'app p50',
  'app p95',
  'delay p50',
  'delay p95',
  'dup',
  'last seen',
];
/** Text stands left, numbers right. */
const LEFT: ReadonlySet<number> = new Set([0, 1, 10]);

/** A table with a row per type, and the types that never came. */
export function statsPage({ statistics, neverSeen }: StatsPageInput, style: Style): string {
  const { types, total } = statistics;
  const rows = types.map((one) => [
    safeShort(one.type ?? '(no type)', 48),
    safeShort(one.provider, 24),
    ...cells(one),
  ]);
  if (total !== null && types.length > 1) rows.push(['total', '', ...cells(total)]);
  const parts = rows.length === 0 ? [] : [table([HEAD, ...rows], style)];
  if (neverSeen.length > 0) parts.push(neverSeenText(neverSeen, style));
  return parts.map((part) => `${part}\n`).join('\n');
}

function cells(one: Statistics): string[] {
  return [
    String(one.count),
    String(one.verified),
    String(one.answered2xx),
    ...spreadCells(one.appMs, 1),
    ...spreadCells(one.delaySeconds, 1000),
    String(one.duplicates),
    `${new Date(one.lastSeen).toISOString().slice(0, 19)}Z`,
  ];
}

function spreadCells({ p50, p95 }: Spread, inMs: number): string[] {
  return [p50, p95].map((value) => (value === null ? '-' : durationWords(value * inMs)));
}

function table(rows: readonly (readonly string[])[], style: Style): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        return LEFT.has(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [style.strong(lines[0] as string), ...lines.slice(1)].join('\n');
}

function neverSeenText(types: readonly KnownType[], style: Style): string {
  const lines = types.map(({ provider, type }) => `  ${safeShort(`${provider}:${type}`, 80)}`);
  return [style.strong('never seen'), ...lines].join('\n');
}

/** The same as JSON: the contract of `stats --json`. */
export function statsJson({ statistics, neverSeen }: StatsPageInput): Record<string, unknown> {
  const { types, total } = statistics;
  return {
    types: types.map((one) => ({ provider: one.provider, type: one.type, ...statisticsJson(one) })),
    total: total === null ? null : statisticsJson(total),
    neverSeen,
  };
}

function statisticsJson(one: Statistics): Record<string, unknown> {
  return {
    count: one.count,
    verified: one.verified,
    answered2xx: one.answered2xx,
    appMs: spreadJson(one.appMs, 10),
    delaySeconds: spreadJson(one.delaySeconds, 1000),
    duplicates: one.duplicates,
    lastSeen: new Date(one.lastSeen).toISOString(),
  };
}

/** `parts` of one unit are kept: tenths of a millisecond, milliseconds of a second. */
function spreadJson({ count, p50, p95 }: Spread, parts: number): Record<string, number | null> {
  const rounded = (value: number | null): number | null =>
    value === null ? null : Math.round(value * parts) / parts;
  return { count, p50: rounded(p50), p95: rounded(p95) };
}
