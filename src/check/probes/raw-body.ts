import { escaped, spaced, withCrlf, withField, withNewline } from '../body-variants.ts';
import type { Probe } from '../types.ts';
import { allDigested, send, skip } from '../verdicts.ts';

const COMMON = { group: 'accepts', expects: 'a 2xx status', judge: allDigested } as const;

const PARSED_FIRST = {
  why: 'The signature covers the bytes that were sent. JSON that was parsed and written again has the same meaning and other bytes, so valid events are refused.',
  fix: 'The JSON is parsed before the signature is verified, and written again to verify it. Verify the raw bytes of the body first and parse them afterwards: express.raw() instead of express.json() on this route, rawBody in NestJS, await request.text() in a route handler.',
  mistake: 'parsed-before-verifying',
} as const;

const MANY_NUMBERS = '[1.0,1e2,-0,0.10,9007199254740993,123456789012345678901234567890]';
const MANY_LETTERS = JSON.stringify('Zoë – 5 € · 東京 · שלום · 👩‍💻 · e\u0301 · \u2028').replace(
  '\\u2028',
  '\u2028',
);

function written(alter: (body: Buffer) => Buffer): Pick<Probe, 'plan'> {
  return {
    plan: (kit) =>
      kit.kind === 'form' ? skip(`${kit.provider.title} sends forms`) : send(kit.event({ alter })),
  };
}

/** Whether the signature is computed over the bytes that came in. */
export const rawBody: readonly Probe[] = [
  {
    ...COMMON,
    ...PARSED_FIRST,
    ...written(spaced),
    id: 'json-whitespace',
    proves: 'JSON with blanks, tabs and line ends between its tokens is accepted.',
    sends: 'a valid event, its JSON spread with whitespace',
  },
  {
    ...COMMON,
    ...PARSED_FIRST,
    ...written(escaped),
    id: 'json-escapes',
    proves: String.raw`JSON with escapes (\u00eb, \/) is accepted.`,
    sends: 'a valid event, letters of its texts written as escapes',
  },
  {
    ...COMMON,
    ...PARSED_FIRST,
    ...written(withField('check_numbers', MANY_NUMBERS)),
    id: 'json-numbers',
    proves: 'Numbers like 1.0, 1e2 and such with thirty digits are accepted.',
    sends: 'a valid event with a field of odd numbers',
  },
  {
    ...COMMON,
    ...PARSED_FIRST,
    ...written(withCrlf),
    id: 'crlf',
    proves: 'JSON with CR LF line ends is accepted.',
    sends: 'a valid event, a field to a line, lines ended with CR LF',
  },
  {
    ...COMMON,
    ...PARSED_FIRST,
    ...written(withNewline),
    id: 'trailing-newline',
    proves: 'A line feed after the JSON is part of the body.',
    sends: 'a valid event with a line feed behind the JSON',
  },
  {
    ...COMMON,
    ...written(withField('check_text', MANY_LETTERS)),
    id: 'json-unicode',
    proves: 'Letters of any script, as UTF-8, are accepted.',
    sends: 'a valid event with a field of letters from many scripts',
    why: 'Customers have names. A body read as another character set has other bytes when it is verified.',
    fix: 'The body is decoded with a wrong character set before it is verified. Verify its raw bytes, and decode them as UTF-8.',
    mistake: 'body-decoded',
  },
];
