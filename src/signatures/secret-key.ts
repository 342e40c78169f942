import type { SignatureScheme } from '../core/scheme.ts';

/**
 * The key bytes a configured secret stands for, or undefined where the text has not the form the
 * scheme needs. An empty key is refused: it would make every signature forgeable.
 */
export function secretKey(kind: SignatureScheme['secret'], secret: string): Buffer | undefined {
  const key = decode(kind, secret);
  return key === undefined || key.length === 0 ? undefined : key;
}

function decode(kind: SignatureScheme['secret'], secret: string): Buffer | undefined {
  switch (kind) {
    case 'utf8':
      return Buffer.from(secret, 'utf8');
    case 'hex':
      return /^([0-9a-f]{2})+$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined;
    case 'base64':
      return base64(secret);
    case 'whsec':
      return base64(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret);
  }
}

/** Node's decoder skips whatever it does not know, so the text is checked first. */
function base64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
