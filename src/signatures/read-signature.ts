import { headerValues, type HeaderList } from '../core/headers.ts';
import type { HeaderScheme } from '../core/scheme.ts';

/** What stands in the signature header. */
export type ReadSignature =
  | { readonly kind: 'none' }
  /** The header came more than once where the scheme allows one. */
  | { readonly kind: 'repeated'; readonly times: number }
  | { readonly kind: 'malformed' }
  /** Every signature that may match, and the other parts of a list (as Stripe's `t`). */
  | {
      readonly kind: 'read';
      readonly candidates: readonly string[];
      readonly parts: ReadonlyMap<string, string>;
    };

/** During a rotation there are two or three; a header full of them would only cost us time. */
const MOST_CANDIDATES = 100;

/** Reads the signature header of a request. Never throws, whatever the header holds. */
export function readSignature(scheme: HeaderScheme, headers: HeaderList): ReadSignature {
  const values = signatureValues(scheme, headers);
  const { format } = scheme;
  if (values.length === 0) return { kind: 'none' };
  if (format.kind === 'list') return readList(format, values);
  if (values.length > 1) return { kind: 'repeated', times: values.length };
  const value = values[0] as string;
  if (format.kind === 'raw') return candidates([value]);
  return value.startsWith(format.prefix)
    ? candidates([value.slice(format.prefix.length)])
    : { kind: 'malformed' };
}

function signatureValues(scheme: HeaderScheme, headers: HeaderList): string[] {
  return valuesOrAlias(headers, scheme.header, scheme.alias);
}

/** Every value of a header, or of the other name it goes by where it is absent. */
export function valuesOrAlias(headers: HeaderList, name: string, alias: string | undefined): string[] {
  const values = headerValues(headers, name);
  return values.length > 0 || alias === undefined ? values : headerValues(headers, alias);
}

function candidates(texts: string[]): ReadSignature {
  return texts.every((text) => text === '')
    ? { kind: 'malformed' }
    : { kind: 'read', candidates: texts, parts: new Map() };
}

function readList(
  format: Extract<HeaderScheme['format'], { kind: 'list' }>,
  values: readonly string[],
): ReadSignature {
  const found: string[] = [];
  const parts = new Map<string, string>();
  // A blank that is written after the separator is not relied on.
  const separator = format.separator.trim() || format.separator;
  for (const entry of values.flatMap((value) => value.split(separator))) {
    const at = entry.indexOf(format.assign);
    if (at < 0) continue;
    const key = entry.slice(0, at).trim();
    const value = entry.slice(at + format.assign.length).trim();
    if (key === format.key) found.push(value);
    else if (!parts.has(key)) parts.set(key, value);
  }
  const isTooMany = found.length > MOST_CANDIDATES;
  return found.length === 0 || isTooMany ? { kind: 'malformed' } : { kind: 'read', candidates: found, parts };
}
