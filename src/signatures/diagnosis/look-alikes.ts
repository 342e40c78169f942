import type { Diagnosis } from '../../core/diagnosis.ts';
import { found, type Case } from './case.ts';
import type { Finding } from './types.ts';

/** Characters that are easily taken for one another when a secret is typed from a screen. */
const ALIKE: Readonly<Record<string, string>> = { O: '0', 0: 'O', l: '1I', 1: 'lI', I: 'l1' };

const SLIP: Finding = {
  id: 'secret-look-alike',
  phrase: 'reading one character of the secret as another that looks alike (O and 0, l and 1 and I)',
  hint: 'Copy the secret again instead of typing it.',
};

/** One character of a secret mistaken for another. Costs a trial for each, so it comes after all others. */
export function lookAlikes(one: Case): Diagnosis | undefined {
  for (const own of one.context.secrets.filter(({ role }) => role === 'own')) {
    for (const value of slips(own.value)) {
      const match = one.matcher.match({ secret: { ...own, value } });
      if (match !== undefined) return found(one, [SLIP], match);
    }
  }
  return undefined;
}

function* slips(secret: string): Generator<string> {
  for (let at = 0; at < Math.min(secret.length, 200); at += 1) {
    for (const other of ALIKE[secret.charAt(at)] ?? '')
      yield secret.slice(0, at) + other + secret.slice(at + 1);
  }
}
