import { usageError } from '../../core/errors.ts';
import type { HeaderList } from '../../core/headers.ts';
import { isSensitiveHeader } from '../../render/mask.ts';
import { sessionEndpoints, type Session } from './session.ts';

/** Shorter ones would be found in anything. */
const LEAST_CHARACTERS = 8;
const MOST_FIELDS = 3;

/**
 * Some providers put the signing secret itself into a request; a sample is meant to be committed.
 * @throws CliError (exit 2) where a secret of the project would be written
 */
export async function refuseSecrets(
  session: Session,
  { headers, body }: { headers: HeaderList; body: Buffer },
): Promise<void> {
  const text = `${headers.map(([, value]) => value).join('\n')}\n${body.toString('latin1')}`;
  for (const { name, secrets } of await sessionEndpoints(session)) {
    const found = secrets.some((secret) => secret.length >= LEAST_CHARACTERS && text.includes(secret));
    if (found) {
      throw usageError(
        `the event holds the signing secret of endpoint ${name}, and samples are shared`,
        'Redact the field that holds it: --redact <path>',
      );
    }
  }
}

/** Paths of text fields whose names say that they hold a secret; a few of them. */
export function suspiciousFields(body: Buffer): string[] {
  try {
    return fieldsOf(JSON.parse(body.toString('utf8')) as unknown, '').slice(0, MOST_FIELDS);
  } catch {
    return [];
  }
}

function fieldsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const isRedacted = inner === '' || inner === 'redacted';
    if (typeof inner === 'string') return isSensitiveHeader(key) && !isRedacted ? [at] : [];
    return fieldsOf(inner, at);
  });
}
