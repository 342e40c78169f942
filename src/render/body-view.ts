import { utf8Text } from './json.ts';
import { safeBlock } from './safe.ts';

const MOST_SHOWN = 256 * 1024;
const MOST_HEX = 512;

/** A body for people: JSON indented, other text as it is, bytes as hex. Long ones are cut, and say so. */
export function bodyView(body: Buffer): string {
  if (body.length === 0) return '(empty)';
  const text = body.length > MOST_SHOWN ? undefined : utf8Text(body);
  if (text !== undefined) return safeBlock(indented(text) ?? text);
  const isText = utf8Text(body.subarray(0, 1024)) !== undefined;
  if (isText) return cut(safeBlock(body.subarray(0, MOST_SHOWN).toString('utf8')), body.length, MOST_SHOWN);
  return cut(hexDump(body.subarray(0, MOST_HEX)), body.length, MOST_HEX);
}

/** Written out again only for people: numbers the parser would change leave the text as it is. */
function indented(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const pretty = JSON.stringify(value, null, 2);
    return compact(pretty) === compact(text) ? pretty : undefined;
  } catch {
    return undefined; // not JSON, or nested too deep to be written again
  }
}

function compact(text: string): string {
  return text.replace(/\s+/g, '');
}

function cut(shown: string, size: number, most: number): string {
  return size <= most ? shown : `${shown}\n… ${size - most} more bytes: show --body writes all of them`;
}

/** Sixteen bytes a line: offset, hex, printable characters. */
function hexDump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}
