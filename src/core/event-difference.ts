import { compareHeaders, type HeaderChange } from './compare-headers.ts';
import { compareJson, parseExactly, type JsonChange } from './compare-json.ts';
import { compareLines, type LineChange } from './compare-lines.ts';
import type { StoredEvent } from './event.ts';

/** An event and its body, decoded where the bytes are UTF-8. */
export interface ComparedEvent {
  readonly event: StoredEvent;
  /** Undefined where the bytes are no text. */
  readonly text: string | undefined;
}

/** A part of the request line that differs. */
export interface FieldChange {
  readonly field: 'method' | 'path';
  readonly before: string;
  readonly after: string;
}

/** How two bodies differ, as finely as both can be read. */
export type BodyDifference =
  /** Byte for byte the same. */
  | { readonly kind: 'same' }
  /** Empty changes: the same values, written differently. */
  | { readonly kind: 'json' | 'form'; readonly changes: readonly JsonChange[] }
  | { readonly kind: 'text'; readonly changes: readonly LineChange[] }
  | { readonly kind: 'bytes' };

/** Everything two requests do not share. */
export interface EventDifference {
  readonly fields: readonly FieldChange[];
  readonly headers: readonly HeaderChange[];
  readonly body: BodyDifference;
}

/** Compares two stored requests. `isVolatile` says which headers differ anyway. */
export function compareEvents(
  a: ComparedEvent,
  b: ComparedEvent,
  isVolatile: (header: string) => boolean,
): EventDifference {
  return {
    fields: (['method', 'path'] as const).flatMap((field) => {
      const [before, after] = [a.event[field], b.event[field]];
      return before === after ? [] : [{ field, before, after }];
    }),
    headers: compareHeaders(a.event.headers, b.event.headers, isVolatile),
    body: compareBodies(a, b),
  };
}

function compareBodies(a: ComparedEvent, b: ComparedEvent): BodyDifference {
  if (a.event.bodySha256 === b.event.bodySha256) return { kind: 'same' };
  if (a.text === undefined || b.text === undefined) return { kind: 'bytes' };
  const [jsonA, jsonB] = [parseExactly(a.text), parseExactly(b.text)];
  if (jsonA !== undefined && jsonB !== undefined) {
    return { kind: 'json', changes: compareJson(jsonA, jsonB) };
  }
  if (isForm(a) && isForm(b)) {
    return { kind: 'form', changes: compareJson(fieldsOf(a.text), fieldsOf(b.text)) };
  }
  return { kind: 'text', changes: compareLines(a.text, b.text) };
}

function isForm({ event }: ComparedEvent): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(event.contentType ?? '');
}

/** A form's fields as JSON would hold them: a field sent several times is a list. */
function fieldsOf(text: string): Record<string, unknown> {
  const fields = new URLSearchParams(text);
  const names = [...new Set(fields.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
