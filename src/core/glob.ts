/**
 * Whether a text matches a type pattern, where `*` stands for any run of characters, dots included.
 * Runs in time linear in the text for each star: no regular expression is built from input.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] as string;
  if (parts.length === 1) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = parts[parts.length - 1] as string;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}

/** Whether any of the patterns matches; an event without a type matches only `*`. */
export function matchesAnyGlob(patterns: readonly string[], type: string | null): boolean {
  return patterns.some((pattern) => pattern === '*' || (type !== null && matchesGlob(pattern, type)));
}
