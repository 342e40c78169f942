import { environmentError } from '../../core/errors.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { SignatureScheme } from '../../core/scheme.ts';
import { keyUrl } from '../../signatures/verify.ts';

/** A certificate is a few kilobytes; anything much longer is something else. */
const MOST_CHARACTERS = 64 * 1024;
const TIME_LIMIT_MS = 10_000;

/** The part of `fetch` that is used, so that tests can stand in for the network. */
export type FetchText = (url: string) => Promise<string>;

/**
 * Fetches the certificate a request names, from the provider's own hosts only.
 * @throws CliError (exit 3) where it cannot be had
 */
export async function fetchKeys(
  scheme: SignatureScheme,
  request: { headers: HeaderList; body: Buffer },
  fetchText: FetchText = fetchCertificate,
): Promise<ReadonlyMap<string, string>> {
  const url = keyUrl(scheme, request);
  if (url === undefined) return new Map();
  try {
    return new Map([[url, await fetchText(url)]]);
  } catch (error) {
    throw environmentError(
      `cannot fetch the certificate at ${url}: ${(error as Error).message}`,
      'Try again, or put the certificate in PEM into the secret.',
      error,
    );
  }
}

/** Redirects are not followed: they could lead anywhere. */
async function fetchCertificate(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
  const text = await answer.text();
  if (text.length > MOST_CHARACTERS) throw new Error('the answer is too long for a certificate');
  return text;
}
