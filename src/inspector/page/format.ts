import type { RowJson } from '../wire.ts';

/** What a browser would not show, or would let change the order of what stands around it. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text from the wire with every invisible character written out. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (char) => `\\u${char.codePointAt(0)?.toString(16).padStart(4, '0')}`);
}

/** `14:03:22`, local. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour12: false });
}

/** Day and time, local, to the millisecond. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${date.toLocaleDateString()} ${date.toLocaleTimeString([], { hour12: false })}.${ms}`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} bytes`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

/** The type, or what tells it apart where it has none. */
export function nameOf({ type, method, path }: Pick<RowJson, 'type' | 'method' | 'path'>): string {
  return visible(type ?? `${method} ${path.split('?')[0]}`);
}

/** What stands in the status column: the app's answer, ours, or that there was none. */
export function statusOf({ last, answered, outcome }: RowJson): string {
  if (last !== null) return last.status === null ? 'error' : String(last.status);
  return answered === null ? (outcome === 'pending' ? '…' : '–') : String(answered);
}

export const SIGNATURE_WORDS = {
  valid: '✓ verified',
  invalid: '✗ signature',
  missing: '✗ unsigned',
  unchecked: '? unchecked',
} as const;
