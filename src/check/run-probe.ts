import type { ProbeResult } from '../core/check-result.ts';
import { compare } from './measure.ts';
import type { CheckParts } from './run-check.ts';
import type { Baseline, Counted, Exchange, Finding, Plan, Probe, SeenCertificate } from './types.ts';
import type { Timing } from './timing.ts';

/** A probe about to run, and what it may look at. */
export interface ProbeRun extends CheckParts {
  readonly probe: Probe;
  readonly baseline: Baseline;
  /** Every exchange so far; those of the probe are added. */
  readonly log: Exchange[];
  readonly elapsed: () => number;
}

interface Sent {
  readonly answers: readonly Exchange[];
  readonly timing?: Timing;
  readonly certificate?: SeenCertificate | null;
  /** Why nothing can be judged. */
  readonly impossible?: string;
}

/** Sends what a probe plans, and judges what comes back. */
export async function judged(run: ProbeRun, plan: Exclude<Plan, { kind: 'skip' }>): Promise<ProbeResult> {
  const { probe, baseline, log } = run;
  let sent: Sent = { answers: [] };
  const work = async (): Promise<void> => void (sent = await carriedOut(run, plan));
  const counted = await counting(run, work);
  log.push(...sent.answers);
  if (sent.impossible !== undefined) return skippedResult(probe, sent.impossible, run.elapsed());
  const finding = probe.judge({
    provider: run.kit.provider,
    answers: sent.answers,
    baseline,
    counted,
    timing: sent.timing ?? null,
    certificate: sent.certificate ?? null,
    log,
    secrets: run.secrets,
    expected: (shot) => run.kit.expected(shot),
    now: run.now(),
  });
  return { ...plannedResult(probe, finding), durationMs: run.elapsed(), answers: sent.answers.map(answerOf) };
}

async function counting({ probe, count }: ProbeRun, work: () => Promise<void>): Promise<Counted | null> {
  if (count !== null && probe.counts === true) return count(work);
  await work();
  return null;
}

async function carriedOut(run: ProbeRun, plan: Exclude<Plan, { kind: 'skip' }>): Promise<Sent> {
  const { wire } = run;
  if (plan.kind === 'certificate') return { answers: [], certificate: await wire.certificate() };
  if (plan.kind === 'compare') {
    const compared = await compare(plan, run);
    return compared.kind === 'measured'
      ? { answers: [], timing: compared.timing }
      : { answers: [], impossible: compared.reason };
  }
  if (plan.together) return { answers: await Promise.all(plan.shots.map((shot) => wire.send(shot))) };
  const answers: Exchange[] = [];
  for (const shot of plan.shots) {
    if (run.isStopped()) break;
    answers.push(await wire.send(shot));
  }
  return { answers };
}

function answerOf({ result, durationMs }: Exchange): ProbeResult['answers'][number] {
  return result.kind === 'answered'
    ? { status: result.answer.status, error: null, durationMs }
    : { status: null, error: result.error.message, durationMs };
}

/** A result of a probe that was not judged by requests. */
export function plannedResult(probe: Probe, finding: Finding): ProbeResult {
  const { id, group, proves, sends, expects, why } = probe;
  const { outcome, found, fix = probe.fix, mistake = probe.mistake } = finding;
  return { id, group, proves, sends, expects, why, fix, mistake, outcome, found, durationMs: 0, answers: [] };
}

/** A result of a probe that proves nothing here. */
export function skippedResult(probe: Probe, reason: string, durationMs: number): ProbeResult {
  return { ...plannedResult(probe, { outcome: 'skip', found: reason }), durationMs };
}
