import type { HeaderPair } from '../core/headers.ts';
import type { SignatureScheme } from '../core/scheme.ts';
import { sign, type SignInput } from './sign.ts';

/** The ways `trigger --invalid` spoils a request. */
export const SPOILS = ['signature', 'missing', 'wrong-secret', 'stale', 'body'] as const;

export type Spoil = (typeof SPOILS)[number];

/** A request that must be refused: signature headers that do not fit, or another body. */
export interface Spoiled {
  readonly headers: readonly HeaderPair[];
  readonly body: Buffer;
}

/**
 * Signs a request wrongly on purpose.
 * @returns undefined where the scheme cannot be spoiled so (no timestamp to be stale)
 */
export function spoil(kind: Spoil, scheme: SignatureScheme, input: SignInput): Spoiled | undefined {
  const { body } = input;
  const signedAs = (change: Partial<SignInput>): HeaderPair[] => sign(scheme, { ...input, ...change }) ?? [];
  switch (kind) {
    case 'missing':
      return { headers: signedAs({}).filter(([name]) => name.toLowerCase() !== scheme.header), body };
    case 'wrong-secret':
      return { headers: signedAs({ secret: wrongSecret(input.secret) }), body };
    case 'signature':
      return { headers: signedAs({}).map((pair) => spoiledPair(scheme, pair)), body };
    case 'body':
      return { headers: signedAs({}), body: otherBody(body) };
    case 'stale':
      return staleHeaders(scheme, input);
  }
}

function staleHeaders(scheme: SignatureScheme, input: SignInput): Spoiled | undefined {
  const tolerance = scheme.timestamp?.toleranceSeconds ?? 0;
  if (tolerance === 0) return undefined;
  const timestamp = input.timestamp - (tolerance + 60) * 1000;
  return { headers: sign(scheme, { ...input, timestamp }) ?? [], body: input.body };
}

/** Another key of the same form, so that only the match fails. */
function wrongSecret(secret: string): string {
  const at = Math.floor(secret.length / 2);
  return `${secret.slice(0, at)}${secret[at] === 'a' ? 'b' : 'a'}${secret.slice(at + 1)}`;
}

/** The last digest character but a padding is changed to another of the same alphabet. */
function spoiledPair(scheme: SignatureScheme, [name, value]: HeaderPair): HeaderPair {
  if (name.toLowerCase() !== scheme.header) return [name, value];
  const at = value.replace(/=+$/, '').length - 2;
  return [name, `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`];
}

/** One space more: the same JSON, other bytes. */
function otherBody(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.from(' ')]);
}
