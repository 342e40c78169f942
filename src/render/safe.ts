/**
 * Makes text from the wire harmless to a terminal and to a log of one record per line: control,
 * format (bidi, zero-width), line-separator, private and unassigned characters and lone surrogates
 * become `\xNN` or `\u{…}`. Everything a person can read stays as it is.
 */
export function safe(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

/** Like {@link safe}, but keeps line feeds and tabs: for bodies shown as a block of their own. */
export function safeBlock(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  );
}

/** {@link safe}, cut to a number of characters with an ellipsis. */
export function safeShort(text: string, most: number): string {
  const escaped = safe(text.length > most * 2 ? text.slice(0, most * 2) : text);
  return escaped.length <= most ? escaped : `${escaped.slice(0, most - 1)}…`;
}

/** Header values are latin1 code points of what were bytes: read as UTF-8 where they are that. */
export function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return safe(text.includes('\ufffd') ? value : text);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return code <= 0xff
    ? `\\x${hex.padStart(2, '0')}`
    : `\\u${hex.length > 4 ? `{${hex}}` : hex.padStart(4, '0')}`;
}
