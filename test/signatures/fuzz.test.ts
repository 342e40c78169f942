import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { providers } from '../../src/providers/index.ts';
import { verify } from '../../src/signatures/verify.ts';
import { TEST_KEYS } from '../support/test-keys.ts';

const RUNS = 400;
const NOW = 1_764_000_000_000;

/** Every header a scheme reads, and none it does not. */
function headerNames({ scheme }: Provider): string[] {
  if (scheme.kind === 'special') return [...scheme.headers];
  const from = scheme.timestamp?.from;
  const time = from?.kind === 'header' ? [from.name] : [];
  return [scheme.header, ...time, ...(scheme.idHeader === undefined ? [] : [scheme.idHeader])];
}

/** What tends to break parsers: nothing, other alphabets, the right prefix and then nonsense, far too much. */
function values({ scheme }: Provider): fc.Arbitrary<string> {
  const format = scheme.kind === 'header' ? scheme.format : { kind: 'raw' as const };
  const begin =
    format.kind === 'prefix' ? format.prefix : format.kind === 'list' ? format.key + format.assign : '';
  const text = fc.oneof(
    fc.string({ maxLength: 200, unit: 'binary' }),
    fc.base64String({ maxLength: 120 }),
    fc.string({ maxLength: 130, unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')) }),
    fc.constantFrom('', 'a'.repeat(10_000), 'é'.repeat(64), '\0'.repeat(64), '-1', 'NaN', '1e99', '0x10'),
  );
  return fc.oneof(
    text,
    text.map((value) => begin + value),
  );
}

function bodies(): fc.Arbitrary<Buffer> {
  const json = fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text));
  return fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    json,
  );
}

test.each(providers.map((provider) => [provider.name, provider] as const))(
  `%s: whatever comes in, it never throws and never verifies (${RUNS} cases)`,
  (_name, provider) => {
    const names = headerNames(provider);
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'ab'.repeat(32), TEST_KEYS.p256];
    const request = fc.tuple(
      fc.array(values(provider), { minLength: names.length, maxLength: names.length }),
      bodies(),
    );
    fc.assert(
      fc.property(request, ([texts, body]) => {
        const headers = names.map((name, at): HeaderPair => [name, texts[at] as string]);
        const input = {
          method: 'POST',
          path: '/',
          url: 'https://a.example/',
          headers,
          body,
          secrets,
          now: NOW,
        };
        expect(verify(provider.scheme, input).status).not.toBe('valid');
      }),
      { numRuns: RUNS },
    );
  },
);
