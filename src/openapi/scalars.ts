import { generateSync } from 'json-schema-faker';
import type { JsonObject } from './description.ts';

/**
 * What a text of a format looks like. Placeholders are filled in when the sample is sent, so that
 * times are current and ids new.
 */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date-time', '{{time}}'],
  ['date', '{{date}}'],
  ['time', '12:00:00Z'],
  ['duration', 'P1D'],
  ['uuid', '{{uuid:a}}'],
  ['email', 'kim@example.com'],
  ['idn-email', 'kim@example.com'],
  ['hostname', 'example.com'],
  ['idn-hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/a'],
  ['uri-reference', '/a'],
  ['iri', 'https://example.com/a'],
  ['iri-reference', '/a'],
  ['url', 'https://example.com/a'],
  ['uri-template', 'https://example.com/{id}'],
  ['json-pointer', '/a'],
  ['relative-json-pointer', '0'],
  ['regex', '^a$'],
  ['byte', 'dGV4dA=='],
]);

/** A text the keywords allow, as far as they can be met. The nth of a list is another one. */
export function textFor(keywords: JsonObject, nth: number): string {
  const { pattern, format, minLength, maxLength } = keywords;
  if (typeof pattern === 'string') return fromPattern(keywords, nth);
  const formatted = typeof format === 'string' ? FORMATS.get(format) : undefined;
  if (formatted !== undefined) return nth === 0 ? formatted : another(formatted, nth);
  const text = nth === 0 ? 'text' : `text ${nth + 1}`;
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  if (text.length > most)
    return String(nth)
      .padStart(most, 'a')
      .slice(-most || text.length);
  return text.padEnd(least, '.');
}

function another(formatted: string, nth: number): string {
  if (formatted.startsWith('{{uuid')) return `{{uuid:a${nth}}}`;
  return formatted.startsWith('{{') ? formatted.replace('}}', `-${nth}m}}`) : `${nth}${formatted}`;
}

function fromPattern({ pattern, minLength, maxLength }: JsonObject, nth: number): string {
  const bounds = Object.fromEntries(
    Object.entries({ minLength, maxLength }).filter(([, bound]) => typeof bound === 'number'),
  );
  try {
    return String(generateSync({ type: 'string', pattern, ...bounds } as never, { seed: nth + 1 }));
  } catch {
    return 'text'; // a pattern it cannot read: the check afterwards says so
  }
}

/** A number the keywords allow, near 1. */
export function numberFor(
  keywords: JsonObject,
  { isInteger, nth }: { isInteger: boolean; nth: number },
): number {
  const { multipleOf } = keywords;
  const factor = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : undefined;
  const step = factor ?? (isInteger ? 1 : undefined);
  const range = rangeOf(keywords);
  return step === undefined ? inside(range, nth) : stepped(range, { step, nth });
}

interface Range {
  readonly least: number;
  readonly most: number;
  /** Whether the bounds themselves are allowed. */
  readonly takesLeast: boolean;
  readonly takesMost: boolean;
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): Range {
  const [low, above] = [numberOr(minimum, -Infinity), numberOr(exclusiveMinimum, -Infinity)];
  const [high, below] = [numberOr(maximum, Infinity), numberOr(exclusiveMaximum, Infinity)];
  return {
    least: Math.max(low, above),
    most: Math.min(high, below),
    takesLeast: low > above,
    takesMost: high < below,
  };
}

function numberOr(bound: unknown, usual: number): number {
  return typeof bound === 'number' ? bound : usual;
}

function inside({ least, most }: Range, nth: number): number {
  const wanted = 1 + nth / 2;
  if (wanted > least && wanted < most) return wanted;
  if (Number.isFinite(least) && Number.isFinite(most))
    return least + ((most - least) * (nth + 1)) / (nth + 2);
  return Number.isFinite(least) ? least + wanted : most - wanted;
}

function stepped(
  { least, most, takesLeast, takesMost }: Range,
  { step, nth }: { step: number; nth: number },
) {
  const lowest = Math.ceil(least / step) * step;
  const highest = Math.floor(most / step) * step;
  const from = lowest === least && !takesLeast ? lowest + step : lowest;
  const to = highest === most && !takesMost ? highest - step : highest;
  const first = from > 1 || to < 1 ? (Number.isFinite(from) ? from : to) : Math.ceil(1 / step) * step;
  const wanted = first + nth * step;
  return wanted <= to ? wanted : first - nth * step;
}
