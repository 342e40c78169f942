import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { findProvider } from '../../src/providers/index.ts';
import { verify } from '../../src/signatures/verify.ts';

/** A request and the verdict it must get; written by test/vectors/generate.js, which knows nothing of src. */
interface Vector {
  readonly provider: string;
  readonly name: string;
  readonly source: string;
  readonly secrets: string[];
  readonly method: string;
  readonly url?: string;
  readonly path?: string;
  readonly headers: HeaderPair[];
  readonly body: { readonly utf8: string } | { readonly base64: string };
  readonly at: number;
  readonly expect: Partial<Verdict>;
}

const FOLDER = new URL('../vectors/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

test('every family has its vectors', () => {
  expect(FILES).toHaveLength(8);
});

describe.each(FILES)('%s', (file) => {
  const vectors = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Vector[];

  test('there are at least 40, each with its source', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(40);
    expect(vectors.filter(({ source }) => source === '')).toEqual([]);
  });

  test.each(vectors.map((vector) => [vector.provider, vector.name, vector] as const))(
    '%s: %s',
    (_, _name, vector) => {
      const { body, at, provider, expect: expected, ...request } = vector;
      const bytes = 'utf8' in body ? Buffer.from(body.utf8, 'utf8') : Buffer.from(body.base64, 'base64');
      const { scheme } = findProvider(provider) as Provider;
      const verdict = verify(scheme, { ...request, body: bytes, now: at });
      expect(verdict).toMatchObject(expected);
      for (const secret of request.secrets) {
        if (secret.length > 10 && verdict.status !== 'valid')
          expect(verdict.explanation).not.toContain(secret);
      }
    },
  );
});
