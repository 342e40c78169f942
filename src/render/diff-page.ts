import type { HeaderChange } from '../core/compare-headers.ts';
import { ExactNumber, type JsonChange } from '../core/compare-json.ts';
import type { LineChange } from '../core/compare-lines.ts';
import type { StoredEvent } from '../core/event.ts';
import type { BodyDifference, EventDifference, FieldChange } from '../core/event-difference.ts';
import { isSensitiveHeader, maskHeaders } from './mask.ts';
import { headerText, safe, safeShort } from './safe.ts';
import type { Style } from './style.ts';

/** Two events and what they do not share. */
export interface DiffPageInput {
  readonly a: StoredEvent;
  readonly b: StoredEvent;
  readonly difference: EventDifference;
  readonly reveal: boolean;
}

/** A screen or two; `--json` has all of them. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 160;

/** The differences as a page: `-` only in the first, `+` only in the second, `~` in both but not the same. */
export function diffPage(input: DiffPageInput, style: Style): string {
  const { a, b, difference } = input;
  const sections = [
    `${style.bad(`- ${title(a)}`)}\n${style.good(`+ ${title(b)}`)}`,
    section(
      'Request',
      difference.fields.map((field) => fieldLine(field, style)),
      style,
    ),
    section('Headers', headerSection(input, style), style),
    section('Body', bodyLines(input, style), style),
  ];
  return `${sections.join('\n\n')}\n`;
}

function title({ id, type, receivedAt, endpoint }: StoredEvent): string {
  return `#${id}  ${safe(type ?? '(no type)')}  ${new Date(receivedAt).toISOString()}  ${safe(endpoint)}`;
}

function section(name: string, lines: readonly string[], style: Style): string {
  const shown = lines.length === 0 ? [style.faint('  the same')] : lines.slice(0, MOST_LINES);
  const more = lines.length - MOST_LINES;
  const rest = more > 0 ? [style.faint(`  ${more} more: --json has all of them`)] : [];
  return [style.strong(name), ...shown, ...rest].join('\n');
}

function fieldLine({ field, before, after }: FieldChange, style: Style): string {
  return both(field, [safe(before), safe(after)], style);
}

function both(what: string, [before, after]: readonly [string, string], style: Style): string {
  return `${style.warn('~')} ${what}: ${before} ${style.symbols.arrow} ${after}`;
}

/** What says something first, then what differs between any two deliveries. */
function headerSection({ difference, reveal }: DiffPageInput, style: Style): string[] {
  const telling = difference.headers.filter(({ isVolatile }) => !isVolatile);
  const rest = difference.headers.filter(({ isVolatile }) => isVolatile);
  return [...telling, ...rest].map((change) => headerLine(change, reveal, style));
}

function headerLine(change: HeaderChange, reveal: boolean, style: Style): string {
  const name = headerText(change.name);
  const mark = change.isVolatile ? `  ${style.faint('(volatile)')}` : '';
  const [before, after] = [change.before, change.after].map((values) =>
    valuesText(change, values, reveal),
  ) as [string, string];
  if (change.kind === 'added') return `${style.good(`+ ${name}: ${after}`)}${mark}`;
  if (change.kind === 'removed') return `${style.bad(`- ${name}: ${before}`)}${mark}`;
  return `${both(name, [before, after], style)}${mark}`;
}

function valuesText({ name }: HeaderChange, values: readonly string[], reveal: boolean): string {
  if (reveal || !isSensitiveHeader(name)) return values.map(headerText).join(' | ');
  // The mask itself holds a character that no header byte can be.
  return shownValues(name, values, reveal).map(safe).join(' | ');
}

function shownValues(name: string, values: readonly string[], reveal: boolean): string[] {
  if (reveal) return [...values];
  return maskHeaders(values.map((value) => [name, value])).map(([, value]) => value);
}

function bodyLines({ a, b, difference }: DiffPageInput, style: Style): string[] {
  const { body } = difference;
  switch (body.kind) {
    case 'same':
      return [];
    case 'bytes':
      return [both('bytes', [bytesText(a), bytesText(b)], style)];
    case 'text':
      return body.changes.map((change) => lineOfText(change, style));
    case 'json':
    case 'form':
      if (body.changes.length === 0) return ['  the same values, written differently'];
      return body.changes.map((change) => valueLine(change, style));
  }
}

function bytesText({ size, bodySha256 }: StoredEvent): string {
  return `${size} bytes, SHA-256 ${bodySha256}`;
}

function lineOfText({ kind, line, text }: LineChange, style: Style): string {
  const shown = `${line}: ${safeShort(text, MOST_CHARACTERS)}`;
  return kind === 'added' ? style.good(`+ ${shown}`) : style.bad(`- ${shown}`);
}

function valueLine(change: JsonChange, style: Style): string {
  const path = change.path === '' ? '(whole body)' : safeShort(change.path, MOST_CHARACTERS);
  if (change.kind === 'added') return style.good(`+ ${path}: ${valueText(change.after)}`);
  if (change.kind === 'removed') return style.bad(`- ${path}: ${valueText(change.before)}`);
  return both(path, [valueText(change.before), valueText(change.after)], style);
}

function valueText(value: unknown): string {
  if (value instanceof ExactNumber) return safeShort(value.text, MOST_CHARACTERS);
  return safeShort(JSON.stringify(writable(value)), MOST_CHARACTERS);
}

/** The value, or a word for it where it is nested too deep to be written again. */
function writable(value: unknown): unknown {
  try {
    // The document around it is some levels deep itself.
    JSON.stringify([[[[[[[[value]]]]]]]]);
    return value;
  } catch {
    return '(nested too deep to show)';
  }
}

/** The same as JSON: the contract of `diff --json`. */
export function diffJson({ a, b, difference, reveal }: DiffPageInput): Record<string, unknown> {
  const { fields, headers, body } = difference;
  return {
    identical: fields.length === 0 && headers.length === 0 && body.kind === 'same',
    request: fields,
    headers: headers.map(({ kind, name, before, after, isVolatile }) => ({
      kind,
      name,
      before: shownValues(name, before, reveal),
      after: shownValues(name, after, reveal),
      volatile: isVolatile,
    })),
    body: bodyJson(body, { a, b }),
  };
}

function bodyJson(body: BodyDifference, { a, b }: { a: StoredEvent; b: StoredEvent }): object {
  const before = { size: a.size, sha256: a.bodySha256 };
  const after = { size: b.size, sha256: b.bodySha256 };
  if (body.kind === 'same' || body.kind === 'bytes') return { kind: body.kind, before, after };
  if (body.kind === 'text') return { kind: body.kind, before, after, changes: body.changes };
  return { kind: body.kind, before, after, changes: body.changes.map(changeJson) };
}

function changeJson(change: JsonChange): object {
  const before = change.kind === 'added' ? {} : { before: writable(change.before) };
  const after = change.kind === 'removed' ? {} : { after: writable(change.after) };
  return { kind: change.kind, path: change.path, ...before, ...after };
}
