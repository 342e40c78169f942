import {
  escapeHtml,
  escapeSlashes,
  escapeUnicode,
  jsonTokens,
  LAYOUTS,
  layOut,
  sortKeys,
  unescapeHtml,
  unescapeSlashes,
  unescapeUnicode,
} from './json-text.ts';

/** JSON as another program would write it. */
export interface JsonVariant {
  readonly id: string;
  readonly phrase: string;
  /** Undefined where the text is no JSON. May throw on what is nested too deep. */
  text(json: JsonText): string | undefined;
}

/** A JSON text, read once for all variants. */
export interface JsonText {
  readonly text: string;
  readonly tokens: readonly string[];
  readonly value: unknown;
}

/** Reads a JSON text, or gives undefined. */
export function readJson(text: string): JsonText | undefined {
  const tokens = jsonTokens(text);
  return tokens === undefined ? undefined : { text, tokens, value: JSON.parse(text) as unknown };
}

/** Outside of its strings, JSON holds none of the characters that are escaped: all of it may be changed at once. */
const everywhere = (change: (text: string) => string) => (json: JsonText) => change(json.text);
const ascii = (text: string): string => escapeUnicode(text, { upper: false });

/** What the usual programs do to JSON, the most frequent first. */
export const JSON_VARIANTS: readonly JsonVariant[] = [
  laidOut('json-compact', 'without blanks', LAYOUTS.compact),
  {
    id: 'json-stringified',
    phrase: 're-serialising the body as JavaScript does',
    text: ({ value }) => JSON.stringify(value),
  },
  laidOut('json-two-spaces', 'indented by 2 spaces', LAYOUTS.two),
  laidOut('json-four-spaces', 'indented by 4 spaces', LAYOUTS.four),
  {
    id: 'json-python',
    phrase: 're-serialising the body as Python does',
    text: ({ tokens }) => ascii(layOut(tokens, LAYOUTS.python)),
  },
  laidOut('json-python-unescaped', 'with a blank after each comma and colon', LAYOUTS.python),
  laidOut('json-tabs', 'indented by tabs', LAYOUTS.tab),
  {
    id: 'json-sorted-keys',
    phrase: 're-serialising the body with sorted keys',
    text: ({ value }) => JSON.stringify(sortKeys(value)),
  },
  {
    id: 'json-sorted-keys-python',
    phrase: 're-serialising the body with sorted keys as Python does',
    text: ({ value }) => ascii(layOut(jsonTokens(JSON.stringify(sortKeys(value))) ?? [], LAYOUTS.python)),
  },
  {
    id: 'json-php',
    phrase: 're-serialising the body as PHP does',
    text: ({ tokens }) => ascii(escapeSlashes(layOut(tokens, LAYOUTS.compact))),
  },
  {
    id: 'json-unicode-escaped',
    phrase: String.raw`escaping the non-ASCII characters of the body as \uXXXX`,
    text: everywhere(ascii),
  },
  {
    id: 'json-unicode-escaped-upper',
    phrase: String.raw`escaping the non-ASCII characters of the body as upper-case \uXXXX`,
    text: everywhere((text) => escapeUnicode(text, { upper: true })),
  },
  {
    id: 'json-unicode-unescaped',
    phrase: String.raw`unescaping the \uXXXX of the body`,
    text: everywhere(unescapeUnicode),
  },
  {
    id: 'json-slashes-escaped',
    phrase: String.raw`writing / as \/ in the body`,
    text: everywhere(escapeSlashes),
  },
  {
    id: 'json-slashes-unescaped',
    phrase: String.raw`writing \/ as / in the body`,
    text: everywhere(unescapeSlashes),
  },
  { id: 'json-html-escaped', phrase: 'escaping <, > and & in the body', text: everywhere(escapeHtml) },
  { id: 'json-html-unescaped', phrase: 'unescaping <, > and & in the body', text: everywhere(unescapeHtml) },
  {
    id: 'json-inner-string',
    phrase: 'taking the JSON string that the body is for its text',
    text: ({ value }) => (typeof value === 'string' ? value : undefined),
  },
  {
    id: 'json-quoted',
    phrase: 'quoting the body as a JSON string',
    text: ({ text }) => JSON.stringify(text),
  },
];

function laidOut(id: string, how: string, layout: Parameters<typeof layOut>[1]): JsonVariant {
  return {
    id,
    phrase: `re-serialising the body ${how}`,
    text: ({ tokens }) => layOut(tokens, layout),
  };
}
