import { headerValues, type HeaderList } from '../core/headers.ts';
import type { SignatureScheme } from '../core/scheme.ts';

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

/** Reads the signature header of a request. Never throws, whatever the header holds. */
export function readSignature(scheme: SignatureScheme, headers: HeaderList): ReadSignature {
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

function signatureValues(scheme: SignatureScheme, headers: HeaderList): string[] {
  const values = headerValues(headers, scheme.header);
  return values.length > 0 || scheme.alias === undefined ? values : headerValues(headers, scheme.alias);
}

function candidates(texts: string[]): ReadSignature {
  return texts.every((text) => text === '')
    ? { kind: 'malformed' }
    : { kind: 'read', candidates: texts, parts: new Map() };
}

function readList(
  format: Extract<SignatureScheme['format'], { kind: 'list' }>,
  values: readonly string[],
): ReadSignature {
  const found: string[] = [];
  const parts = new Map<string, string>();
  for (const entry of values.flatMap((value) => value.split(format.separator))) {
    const at = entry.indexOf(format.assign);
    if (at < 0) continue;
    const key = entry.slice(0, at).trim();
    const value = entry.slice(at + format.assign.length).trim();
    if (key === format.key) found.push(value);
    else if (!parts.has(key)) parts.set(key, value);
  }
  return found.length === 0 ? { kind: 'malformed' } : { kind: 'read', candidates: found, parts };
}
