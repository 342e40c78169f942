import type { PreviewJson } from '../wire.ts';

/** A body as it can best be shown. */
export type ReadBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [string, string])[] }
  | { readonly kind: 'multipart'; readonly parts: readonly Part[] }
  | { readonly kind: 'xml' | 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly type: string }
  | { readonly kind: 'binary' };

/** One part of a multipart body. */
export interface Part {
  readonly headers: string;
  readonly content: string;
}

/** A number that JavaScript would change: shown as it was sent. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Finds out what a body is, by what it holds before what its header says. */
export function readBody(contentType: string | null, body: PreviewJson): ReadBody {
  const type = (contentType ?? '').toLowerCase();
  if (body.size === 0) return { kind: 'empty' };
  if (/^image\/(png|jpeg|gif|webp)\b/.test(type))
    return { kind: 'image', type: type.split(';')[0] as string };
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(contentType ?? '')?.[1];
  if (boundary !== undefined) return { kind: 'multipart', parts: partsOf(latin1(body), boundary) };
  if (body.encoding === 'base64') return { kind: 'binary' };
  const { data } = body;
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { kind: 'form', fields: [...new URLSearchParams(data)] };
  const value = body.isCut ? undefined : parseExactly(data);
  if (value !== undefined) return { kind: 'json', value };
  if (/[/+]xml\b/.test(type) || data.startsWith('<?xml')) return { kind: 'xml', text: indentXml(data) };
  return { kind: 'text', text: data };
}

/** Parses JSON that holds something; numbers that would be changed stay text. */
export function parseExactly(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text, exact);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return String(value) === context.source ? value : new ExactNumber(context.source);
}

function partsOf(text: string, boundary: string): Part[] {
  return text
    .split(`--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => {
      const [headers = '', ...content] = part.replace(/^\r?\n/, '').split(/\r?\n\r?\n/);
      return { headers, content: content.join('\n\n').replace(/\r?\n$/, '') };
    });
}

/** One character per byte, so that no part is lost where another is no text. */
function latin1(body: PreviewJson): string {
  return body.encoding === 'base64' ? atob(body.data) : body.data;
}

/** Each element on a line of its own; what stands in it is not touched. */
export function indentXml(text: string): string {
  let depth = 0;
  const lines = text.replace(/>\s*</g, '>\n<').split('\n');
  return lines
    .map((line) => {
      if (line.startsWith('</')) depth = Math.max(0, depth - 1);
      const indented = `${'  '.repeat(Math.min(depth, 40))}${line}`;
      if (/^<[^!?/](?:[^>]*[^/])?>$/.test(line)) depth += 1;
      return indented;
    })
    .join('\n');
}

/** Sixteen bytes a line: offset, hex, printable characters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

/** The bytes of a preview. */
export function bytesOf(body: PreviewJson): Uint8Array<ArrayBuffer> {
  if (body.encoding === 'utf8') return new TextEncoder().encode(body.data);
  return Uint8Array.from(atob(body.data), (char) => char.charCodeAt(0));
}
