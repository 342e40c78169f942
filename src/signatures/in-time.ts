import type { Verdict } from '../core/verdict.ts';
import { ageProblem, type Age } from './timestamp.ts';
import { invalid, valid } from './verdicts.ts';

/** Valid if in time. The age is checked last, so that "too old" is said only of a right signature. */
export function inTime(secret: number, age: Age | undefined): Verdict {
  const problem = age === undefined ? undefined : ageProblem(age);
  if (problem === undefined) return valid(secret);
  const where = problem.kind === 'stale' ? 'old' : 'ahead';
  return invalid(
    problem.kind,
    `the signature is right, but its timestamp is ${problem.seconds} s ${where}: ${problem.allowed} s are allowed`,
  );
}
