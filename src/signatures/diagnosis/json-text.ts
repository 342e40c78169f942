/** How JSON is laid out between its tokens. */
export interface Layout {
  /** Written after each comma and after each colon. */
  readonly comma: string;
  readonly colon: string;
  /** What one level is indented by; none keeps everything on one line. */
  readonly indent: string;
}

export const LAYOUTS = {
  compact: { comma: ',', colon: ':', indent: '' },
  python: { comma: ', ', colon: ': ', indent: '' },
  two: { comma: ',', colon: ': ', indent: '  ' },
  four: { comma: ',', colon: ': ', indent: '    ' },
  tab: { comma: ',', colon: ': ', indent: '\t' },
} as const satisfies Record<string, Layout>;

/** The tokens of a JSON text as they stand there: numbers and escapes stay what they are. */
export function jsonTokens(text: string): string[] | undefined {
  try {
    JSON.parse(text);
    return text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Writes tokens in a layout. There may be a million of them: text is only appended. */
export function layOut(tokens: readonly string[], { comma, colon, indent }: Layout): string {
  let written = '';
  let lineEnd = indent === '' ? '' : '\n';
  let before = '';
  for (const token of tokens) {
    const isClosing = token === '}' || token === ']';
    const isAfterOpening = before === '{' || before === '[';
    if (isClosing && !isAfterOpening) {
      lineEnd = lineEnd.slice(0, lineEnd.length - indent.length);
      written += lineEnd;
    } else if (!isClosing && isAfterOpening) {
      lineEnd += indent;
      written += lineEnd;
    }
    if (token === ',') written += indent === '' ? comma : comma + lineEnd;
    else written += token === ':' ? colon : token;
    before = token;
  }
  return written;
}

/** The value with the keys of every object in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** Characters beyond ASCII as `\uXXXX`. */
export function escapeUnicode(text: string, { upper }: { upper: boolean }): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  });
}

/** `\uXXXX` of characters beyond ASCII as the characters themselves. */
export function unescapeUnicode(text: string): string {
  return text.replaceAll(/(\\\\)|\\u([0-9a-f]{4})/gi, (escape, slash: string | undefined, hex: string) => {
    const code = slash === undefined ? Number.parseInt(hex, 16) : 0;
    return code < 0x80 ? escape : String.fromCharCode(code);
  });
}

/** `/` as `\/`, as PHP writes it. */
export function escapeSlashes(text: string): string {
  return text.replaceAll(/\\.|\//gs, (found) => (found === '/' ? String.raw`\/` : found));
}

/** `\/` as `/`. */
export function unescapeSlashes(text: string): string {
  return text.replaceAll(/\\(.)/gs, (found, character: string) => (character === '/' ? '/' : found));
}

/** `<`, `>` and `&` as Go and .NET write them. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** The reverse of {@link escapeHtml}. */
export function unescapeHtml(text: string): string {
  return text.replaceAll(/(\\\\)|\\u00(3c|3e|26)/gi, (escape, slash: string | undefined, hex: string) =>
    slash === undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : escape,
  );
}
