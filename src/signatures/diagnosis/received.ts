import { headerValues } from '../../core/headers.ts';
import type { HeaderScheme, SignatureEncoding } from '../../core/scheme.ts';
import { readSignature } from '../read-signature.ts';
import type { DiagnosisRequest } from './types.ts';

/** How a signature text can be read; the first ones are what schemes ask for. */
export type ReadAs =
  | 'lower-case hex'
  | 'upper-case hex'
  | 'base64'
  | 'base64url'
  | 'base64 of the hex digits'
  | 'hex of the base64 text'
  | 'text';

/** One reading of what stands in the signature header. */
export interface Candidate {
  readonly text: string;
  readonly bytes: Buffer;
  readonly readAs: ReadAs;
}

/** A sender may list thousands of signatures: more than these are not tried. */
const MOST_TEXTS = 24;
/** No signature is longer; what is longer is not looked through. */
const MOST_CHARACTERS = 4096;

/** Every text in the signature header that may be the signature: with and without prefix, quotes, blanks. */
export function signatureTexts(scheme: HeaderScheme, request: DiagnosisRequest, header: string): string[] {
  const values = headerValues(request.headers, header)
    .slice(0, MOST_TEXTS)
    .map((value) => value.slice(0, MOST_CHARACTERS));
  const texts = values.flatMap((value) => {
    const strict = readSignature(scheme, [[scheme.header, value]]);
    const pieces = value.split(/[,;\s]+/, MOST_TEXTS);
    return [
      ...(strict.kind === 'read' ? strict.candidates : []),
      value,
      value.trim().replaceAll(' ', '+'),
      ...pieces,
      ...pieces.map((piece) => piece.replace(/^[A-Za-z0-9_-]{1,16}[=:]/, '')),
    ];
  });
  const bare = texts.flatMap((text) => [text, text.replaceAll(/^["']+|["']+$/g, '')]);
  return [...new Set(bare)].filter((text) => text.length >= 8).slice(0, MOST_TEXTS * 2);
}

/** Every way a text can be read as bytes: which encoding it is in costs nothing to find out. */
export function readings(text: string): Candidate[] {
  const found: Candidate[] = [{ text, bytes: Buffer.from(text, 'latin1'), readAs: 'text' }];
  const hex = hexBytes(text);
  if (hex !== undefined) {
    found.push({
      text,
      bytes: hex,
      readAs: text === text.toLowerCase() ? 'lower-case hex' : 'upper-case hex',
    });
    const inner = base64Bytes(hex.toString('latin1'));
    if (inner !== undefined) found.push({ text, bytes: inner, readAs: 'hex of the base64 text' });
  }
  const base64 = base64Bytes(text);
  if (base64 === undefined) return found;
  found.push({ text, bytes: base64, readAs: /[-_]/.test(text) || !isPadded(text) ? 'base64url' : 'base64' });
  const inner = hexBytes(base64.toString('latin1'));
  if (inner !== undefined) found.push({ text, bytes: inner, readAs: 'base64 of the hex digits' });
  return found;
}

/** Whether a reading is the one the scheme asks for. */
export function isAsExpected(encoding: SignatureEncoding, readAs: ReadAs): boolean {
  if (encoding === 'hex-any') return readAs === 'lower-case hex' || readAs === 'upper-case hex';
  return readAs === EXPECTED[encoding];
}

/** The encoding of a scheme in words. */
export const EXPECTED: Readonly<Record<SignatureEncoding, ReadAs>> = {
  hex: 'lower-case hex',
  'hex-upper': 'upper-case hex',
  'hex-any': 'lower-case hex',
  base64: 'base64',
  base64url: 'base64url',
  text: 'text',
};

function isPadded(text: string): boolean {
  return text.length % 4 === 0;
}

function hexBytes(text: string): Buffer | undefined {
  return /^([0-9a-f]{2}){8,64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

function base64Bytes(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{20,700}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
