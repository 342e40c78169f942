import { createHash } from 'node:crypto';
import type { SecretForm } from '../core/scheme.ts';

/** What a generated secret begins with: it fits every form, so that `trigger` can always sign. */
const GENERATED = 'generated_';

/** Whether a secret was made up by us: it is no key that came from a provider. */
export function isGenerated(secret: string): boolean {
  return secret.startsWith(GENERATED);
}

/**
 * The key bytes a configured secret stands for, or undefined where the text has not the form the
 * scheme needs. An empty key is refused: it would make every signature forgeable.
 */
export function secretKey(form: SecretForm, secret: string): Buffer | undefined {
  const key = decode(form, secret);
  return key === undefined || key.length === 0 ? undefined : key;
}

function decode(form: SecretForm, secret: string): Buffer | undefined {
  switch (form) {
    case 'utf8':
      return Buffer.from(secret, 'utf8');
    case 'hex':
      return hex(secret);
    case 'base64':
      return base64(secret);
    case 'whsec':
      return base64(withoutPrefix(secret));
    case 'whsec-or-text':
      return secret.startsWith('whsec_') ? base64(withoutPrefix(secret)) : Buffer.from(secret, 'utf8');
    case 'key':
      return undefined;
  }
}

function withoutPrefix(secret: string): string {
  return secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret;
}

/** Node's decoder cuts the text at the first character it does not know, so it is checked first. */
function hex(text: string): Buffer | undefined {
  if (isGenerated(text)) return createHash('sha256').update(text).digest();
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Node's decoder skips whatever it does not know, so the text is checked first. */
function base64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
