import type { HeaderList, HeaderPair } from '../core/headers.ts';

const SENSITIVE = /authorization|cookie|api-?key|token|secret|password|signature|hmac|credential/i;

/** Whether a header may carry something that lets others act as its owner. */
export function isSensitiveHeader(name: string): boolean {
  return SENSITIVE.test(name);
}

/** The list with sensitive values shortened to their first characters. */
export function maskHeaders(headers: HeaderList): HeaderPair[] {
  return headers.map(([name, value]) => [name, isSensitiveHeader(name) ? masked(value) : value]);
}

function masked(value: string): string {
  return value.length > 16 ? `${value.slice(0, 4)}… (${value.length} characters, --reveal shows them)` : '…';
}
