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

/** Other hashes, keys and messages swapped, and hashes that are no HMAC. */
export function algorithmVariants(scheme: HeaderScheme): RecipeVariant[] {
  const expected = scheme.algorithm.replace('hmac-', '');
  const hint = 'The sender computes the signature in another way: check its code, or choose its provider.';
  return HASHES.flatMap((hash) => [
    ...(hash === expected && scheme.algorithm !== 'sha256'
      ? []
      : [
          {
            id: `algorithm-hmac-${hash}`,
            phrase: `computing HMAC-${shown(hash)}`,
            hint,
            change: { compute: hmac(hash) },
          },
        ]),
    {
      id: `algorithm-${hash}-secret-body`,
      phrase: `computing a plain ${shown(hash)} of secret and body`,
      hint,
      change: { compute: plain(hash, 'first') },
    },
    {
      id: `algorithm-${hash}-body-secret`,
      phrase: `computing a plain ${shown(hash)} of body and secret`,
      hint,
      change: { compute: plain(hash, 'last') },
    },
    {
      id: `algorithm-hmac-${hash}-swapped`,
      phrase: `computing HMAC-${shown(hash)} with secret and body swapped`,
      hint,
      change: { compute: swapped(hash) },
    },
  ]);
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
