import { createHash, createHmac } from 'node:crypto';
import type { HeaderScheme } from '../../core/scheme.ts';
import type { Change } from './matcher.ts';
import type { Finding } from './types.ts';

/** Another way to compute the signature. */
export interface RecipeVariant extends Finding {
  readonly change: Change;
}

const HASHES = ['sha256', 'sha1', 'sha512', 'sha384', 'md5'] as const;

/** What senders of their own making sign, besides the catalogued recipes. */
const TEMPLATES = [
  '{body}',
  '{ts}.{body}',
  '{ts}:{body}',
  '{ts}{body}',
  '{body}{ts}',
  '{body}.{ts}',
  'v0:{ts}:{body}',
  '{id}.{ts}.{body}',
  '{id}{ts}{body}',
  '.{ts}.{body}',
  '{url}{body}',
  '{body}{url}',
  '{method}{url}{body}',
] as const;

const OTHER_CODE =
  'The sender computes the signature in another way: check its code, or choose its provider.';

/** Other hashes, keys and messages swapped, and hashes that are no HMAC. */
export function algorithmVariants({ algorithm }: HeaderScheme): RecipeVariant[] {
  const all = HASHES.flatMap((hash) => {
    const name = shown(hash);
    return [
      computed(`hmac-${hash}`, `computing HMAC-${name}`, hmac(hash)),
      computed(`${hash}-secret-body`, `computing a plain ${name} of secret and body`, plain(hash, 'first')),
      computed(`${hash}-body-secret`, `computing a plain ${name} of body and secret`, plain(hash, 'last')),
      computed(`hmac-${hash}-swapped`, `computing HMAC-${name} with secret and body swapped`, swapped(hash)),
    ];
  });
  return all.filter(({ id }) => id !== `algorithm-${algorithm}`);
}

function computed(id: string, phrase: string, compute: Compute): RecipeVariant {
  return { id: `algorithm-${id}`, phrase, hint: OTHER_CODE, change: { compute } };
}

/** Other signed contents; the ones with a timestamp also in the other unit. */
export function templateVariants(scheme: HeaderScheme, ts: string | undefined): RecipeVariant[] {
  const hint = 'The sender signs other content than the configured provider: check which parts it joins.';
  const templates = TEMPLATES.filter((template) => template !== scheme.template).map((template) => ({
    id: 'signed-content',
    phrase: `signing ${template} instead of ${scheme.template}`,
    hint,
    change: { recipe: { template } },
  }));
  const other = ts === undefined ? undefined : otherUnit(ts);
  if (other === undefined) return templates;
  const unit = {
    id: 'signed-timestamp-unit',
    phrase: `signing the timestamp in ${other.unit}`,
    hint: 'The sender signs one timestamp and sends another.',
    change: { ts: other.text },
  };
  return [unit, ...templates];
}

function otherUnit(ts: string): { text: string; unit: string } | undefined {
  if (/^\d{10}$/.test(ts)) return { text: `${ts}000`, unit: 'milliseconds' };
  return /^\d{13}$/.test(ts) ? { text: ts.slice(0, 10), unit: 'seconds' } : undefined;
}

type Compute = NonNullable<Change['compute']>;

function hmac(hash: string): Compute {
  return (key, content) => createHmac(hash, key).update(content).digest();
}

function swapped(hash: string): Compute {
  return (key, content) => createHmac(hash, content).update(key).digest();
}

function plain(hash: string, secret: 'first' | 'last'): Compute {
  return (key, content) => {
    const [a, b] = secret === 'first' ? [key, content] : [content, key];
    return createHash(hash).update(a).update(b).digest();
  };
}

function shown(hash: string): string {
  return hash === 'md5' ? 'MD5' : hash.replace('sha', 'SHA-');
}
