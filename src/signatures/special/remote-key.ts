import type { Verdict } from '../../core/verdict.ts';
import { readKeyPair, type KeyAlgorithm, type KeyPair } from '../key-pair.ts';
import type { VerifyInput } from '../types.ts';
import { invalid, secretFormText, unchecked } from '../verdicts.ts';

/** Where the key to verify with may come from: the configured secrets first, then what was fetched. */
export interface KeySources {
  readonly algorithm: KeyAlgorithm;
  /** The secrets as keys, in their order; undefined where one holds none. */
  readonly texts: readonly (string | undefined)[];
  /** Where the request says its key is; undefined where that is no place of the provider. */
  readonly url: string | undefined;
}

/** Keys in the order of the secrets. A fetched one serves every secret that brings none of its own. */
export function keysFor(
  input: VerifyInput,
  { algorithm, texts, url }: KeySources,
): readonly (KeyPair | undefined)[] | Verdict {
  if (url === undefined) {
    return invalid('untrusted-key', 'the certificate it names is not at a place of this provider');
  }
  const fetched = input.keys?.get(url);
  const keys = texts.map((text) => {
    const key = text ?? fetched;
    return key === undefined ? undefined : readKeyPair(algorithm, key);
  });
  if (keys.some((key) => key !== undefined)) return keys;
  if (texts.some((text) => text !== undefined)) {
    return invalid(
      'bad-secret',
      `the secret is not in the form this provider uses: ${secretFormText('key')}`,
    );
  }
  return unchecked('no-key', `the certificate was not fetched: it is at ${url}`);
}

/** A URL if it is https, at a host the provider uses, and names nothing but that. */
export function trustedUrl(text: unknown, isTrusted: (url: URL) => boolean): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  return url.protocol === 'https:' && isPlain && isTrusted(url) ? url.href : undefined;
}
