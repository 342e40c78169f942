import type { Diagnosis } from '../../core/diagnosis.ts';
import { BODY_VARIANTS } from './body-variants.ts';
import { found, type Case } from './case.ts';
import { secretTrials } from './secret.ts';
import type { Finding } from './types.ts';

/** The first other body that the signature is right for. */
export function body(one: Case): Diagnosis | undefined {
  for (const { finding, body: bytes } of otherBodies(one)) {
    const match = one.matcher.match({ body: bytes });
    if (match !== undefined) return found(one, [finding], match);
  }
  return undefined;
}

/** Two slips at once: one of the secret and one of the body. */
export function secretAndBody(one: Case): Diagnosis | undefined {
  for (const other of otherBodies(one)) {
    for (const { finding, change } of secretTrials(one)) {
      if (one.matcher.isExhausted()) return undefined;
      const match = one.matcher.match({ ...change, body: other.body });
      if (match !== undefined) return found(one, [finding, other.finding], match);
    }
  }
  return undefined;
}

/** Every other body, made only when it is its turn and as long as anything may still be hashed. */
function* otherBodies({ request, matcher }: Case): Generator<{ finding: Finding; body: Buffer }> {
  for (const { body: make, ...finding } of BODY_VARIANTS) {
    if (matcher.isExhausted()) return;
    matcher.spend(request.body.length / 4);
    const other = madeOrNot(() => make(request));
    if (other !== undefined && !other.equals(request.body)) yield { finding, body: other };
  }
}

/** What is no JSON, no gzip, or nested too deep has no such variant. */
function madeOrNot(make: () => Buffer | undefined): Buffer | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
