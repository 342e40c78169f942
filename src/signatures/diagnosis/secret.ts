import type { Diagnosis } from '../../core/diagnosis.ts';
import { found, type Case } from './case.ts';
import type { Change, Match } from './matcher.ts';
import { SECRET_KEYS, SECRET_TEXTS } from './secret-variants.ts';
import type { Finding, NamedSecret, SecretRole } from './types.ts';

/** One secret changed in one way. */
export interface SecretTrial {
  readonly finding: Finding;
  readonly change: Change;
}

/** The first change of the secret that makes the signature right. */
export function secret(one: Case): Diagnosis | undefined {
  for (const { finding, change } of secretTrials(one)) {
    const match = one.matcher.match(change);
    if (match !== undefined) return found(one, [located(one, finding, match)], match);
  }
  return undefined;
}

/** Every other secret that may have been meant, lazily. */
export function* secretTrials({ context, scheme }: Case): Generator<SecretTrial> {
  const own = context.secrets.filter(({ role }) => role === 'own');
  for (const { text, ...finding } of SECRET_TEXTS) {
    for (const one of own) {
      const value = text(one.value);
      if (value !== one.value && value !== '') yield { finding, change: { secret: { ...one, value } } };
    }
  }
  if (scheme !== null && scheme.secret !== 'key') {
    for (const { key, ...finding } of SECRET_KEYS) {
      for (const one of own) {
        const bytes = key(one.value);
        if (bytes !== undefined && bytes.length > 0) yield { finding, change: { secret: one, key: bytes } };
      }
    }
  }
  for (const one of [...context.secrets.filter(({ role }) => role !== 'own'), ...TEST_SECRETS]) {
    yield { finding: otherSecret(one), change: { secret: one } };
  }
}

/** Secrets that a provider uses for tests and publishes. https://developer.zendesk.com/documentation/webhooks/verifying/ */
const TEST_SECRETS: readonly NamedSecret[] = [
  {
    role: 'test',
    name: 'the public test secret of Zendesk',
    value: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==',
  },
];

const ADVICE: Readonly<Record<SecretRole, string>> = {
  own: '',
  endpoint: 'It was delivered to the wrong endpoint, or two secrets are swapped.',
  generated: 'It was signed with the secret made up here before a real one was set: trigger it again.',
  previous: 'The secret was rotated: configure both while older deliveries are still tried again.',
  'other-mode': 'Test and live mode have a secret each: take the one of the mode that sends.',
  test: 'The provider signs tests so; a saved webhook has a secret of its own.',
};

function otherSecret({ role, name }: NamedSecret): Finding {
  return { id: `secret-of-${role}`, phrase: `using ${name}`, hint: ADVICE[role] };
}

/** Where the secret is set, as far as it is one of several. */
function located({ context }: Case, finding: Finding, { secret: { role, name } }: Match): Finding {
  const own = context.secrets.filter((one) => one.role === 'own');
  if (role !== 'own') return finding;
  const phrase = own.length < 2 ? finding.phrase : finding.phrase.replace('the secret', `the secret ${name}`);
  return { ...finding, phrase, hint: `${finding.hint} It comes from ${name}.` };
}
