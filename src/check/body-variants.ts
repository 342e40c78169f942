/** JSON strings with their quotes: what stands between them is punctuation, numbers and words. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[^"]+/gs;

/** The same JSON with blanks, tabs and line ends between its tokens. */
export function spaced(body: Buffer): Buffer {
  return between(body, (text) => text.replace(/[{[,:]/g, '$& \t\n  ').replace(/[}\]]/g, ' \n\t$&'));
}

/** The same JSON, a field to a line, lines ended as Windows does. */
export function withCrlf(body: Buffer): Buffer {
  return between(body, (text) => text.replace(/[{[,]/g, '$&\r\n  ').replace(/[}\]]/g, '\r\n$&'));
}

/** The same JSON with a line feed behind it. */
export function withNewline(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.from('\n')]);
}

/** The same JSON with letters of its texts, and every slash, written as escapes. */
export function escaped(body: Buffer): Buffer {
  const escape = (text: string): string =>
    text
      .replace(/\\.|[/o]|[^\x20-\x7e]/gs, (one) => (one.startsWith('\\') ? one : escapeOf(one)))
      .replaceAll('\\u002f', '\\/');
  return changed(body, (token) => (token.startsWith('"') ? escape(token) : token));
}

function escapeOf(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
    .join('');
}

/** JSON with one field more, first of all, written exactly so. */
export function withField(name: string, json: string): (body: Buffer) => Buffer {
  return (body) => {
    const text = body.toString('utf8');
    const rest = /^[^{]*\{\s*\}/.test(text) ? '' : ',';
    return Buffer.from(text.replace('{', () => `{"${name}":${json}${rest}`));
  };
}

/** A form with one field more. */
export function withParameter(name: string, value: string): (body: Buffer) => Buffer {
  return (body) => Buffer.concat([body, Buffer.from(`&${name}=${value}`)]);
}

/** One byte of a text changed, its length and its form kept. */
export function withOtherByte(body: Buffer): Buffer {
  const at = lastTextCharacter(body);
  const copy = Buffer.from(body);
  copy[at] = copy[at] === 0x61 ? 0x62 : 0x61;
  return copy;
}

/** A letter or digit of the last text in it: a changed number could begin with 0, a changed name is no name. */
function lastTextCharacter(body: Buffer): number {
  const text = body.toString('latin1');
  const match = [...text.matchAll(/[a-z0-9](?="[,}\]])/gi)].at(-1) ?? [...text.matchAll(/[a-z0-9]/gi)].at(-1);
  return match?.index ?? body.length - 1;
}

function between(body: Buffer, change: (text: string) => string): Buffer {
  return changed(body, (token) => (token.startsWith('"') ? token : change(token)));
}

function changed(body: Buffer, change: (token: string) => string): Buffer {
  return Buffer.from(body.toString('utf8').replace(TOKENS, change));
}
