import { usageError } from '../../core/errors.ts';
import type { HeaderPair } from '../../core/headers.ts';

/** Reads `--header 'Name: value'` options. @throws CliError (exit 2) for what cannot be a header */
export function headersFrom(options: readonly string[] | undefined): HeaderPair[] {
  return (options ?? []).map(headerFrom);
}

function headerFrom(text: string): HeaderPair {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/s.exec(text);
  const value = match?.[2]?.trimEnd() ?? '';
  if (match === null || /(?!\t)\p{Cc}/u.test(value)) {
    throw usageError(
      `--header ${JSON.stringify(text)}: not a header`,
      "Write it as 'Name: value' on one line.",
    );
  }
  return [match[1] as string, Buffer.from(value, 'utf8').toString('latin1')];
}
