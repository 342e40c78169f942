import type { Diagnosis } from '../../core/diagnosis.ts';
import { verify } from '../verify.ts';
import { body, secretAndBody } from './body.ts';
import { openCase, type Case } from './case.ts';
import { lookAlikes } from './look-alikes.ts';
import { emptyHeader, missing } from './missing.ts';
import { nothing } from './nothing.ts';
import { recipe } from './recipe.ts';
import { secret } from './secret.ts';
import { suspicion } from './suspicion.ts';
import { time } from './time.ts';
import type { DiagnosisContext, DiagnosisRequest } from './types.ts';
import { written } from './written.ts';

/**
 * The order: what can be seen, then what can be proved by computing the signature again with one
 * thing changed (a match by chance is out of the question), then what merely looks wrong.
 */
const STEPS: readonly ((one: Case) => Diagnosis | undefined)[] = [
  missing,
  emptyHeader,
  time,
  written,
  secret,
  body,
  recipe,
  secretAndBody,
  lookAlikes,
  suspicion,
];

/**
 * Why a request does not verify. It is never a reason to accept one, and never for the sender.
 * @returns null where it does verify: with these secrets nothing is wrong
 */
export function diagnose(request: DiagnosisRequest, context: DiagnosisContext): Diagnosis | null {
  const { provider, secrets, url, now } = context;
  const own = secrets.filter(({ role }) => role === 'own').map(({ value }) => value);
  const verdict = verify(provider.scheme, { ...request, url, secrets: own, now });
  if (verdict.status === 'valid') return null;
  const one = openCase(request, context, verdict);
  for (const step of STEPS) {
    const diagnosis = step(one);
    if (diagnosis !== undefined) return diagnosis;
  }
  return nothing(one);
}
