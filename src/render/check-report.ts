import { countOutcomes, isRight, type CheckRun, type ProbeResult } from '../core/check-result.ts';
import { verdictLine } from './check-page.ts';
import { junitXml, type JunitCase } from './junit.ts';
import { styleFor } from './style.ts';

type Repeat = (probe: string) => string;

/** The one document of `check --json`. */
export function checkJson(run: CheckRun, repeat: Repeat): Record<string, unknown> {
  return {
    passed: isRight(run),
    ended: run.ending,
    target: run.target,
    provider: run.provider,
    durationMs: rounded(run.durationMs),
    counts: countOutcomes(run.results),
    probes: run.results.map((result) => probeJson(result, repeat)),
  };
}

function probeJson(result: ProbeResult, repeat: Repeat): Record<string, unknown> {
  const isWrong = result.outcome === 'fail' || result.outcome === 'warn';
  return {
    id: result.id,
    group: result.group,
    outcome: result.outcome,
    proves: result.proves,
    sends: result.sends,
    expects: result.expects,
    found: result.found,
    why: result.why,
    fix: isWrong ? result.fix : null,
    mistake: isWrong ? result.mistake : null,
    repeat: isWrong ? repeat(result.id) : null,
    durationMs: rounded(result.durationMs),
    answers: result.answers.map((answer) => ({ ...answer, durationMs: rounded(answer.durationMs) })),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** The run as a JUnit report, a case for each probe; warnings pass, and say so in their output. */
export function checkJunit(run: CheckRun, repeat: Repeat): string {
  const cases = run.results.map((result) => caseOf(result, repeat));
  return junitXml('webhook-cli check', run.ending === 'whole' ? cases : [...cases, endCase(run)]);
}

function caseOf(result: ProbeResult, repeat: Repeat): JunitCase {
  const { id, group, outcome, proves, found, expects, why, fix, durationMs } = result;
  const isWrong = outcome === 'fail' || outcome === 'warn';
  const advice = isWrong ? [`wanted: ${expects}`, `why: ${why}`, `fix: ${fix}`, `repeat: ${repeat(id)}`] : [];
  const output = [proves, `${outcome}: ${found}`, ...advice, ''].join('\n');
  return {
    name: `${group}: ${id}`,
    durationMs,
    failure: outcome === 'fail' ? { message: found, details: output } : null,
    ...(outcome === 'skip' ? { skipped: found } : {}),
    output,
  };
}

/** A run that did not come to its end is not right, whatever its probes say. */
function endCase(run: CheckRun): JunitCase {
  const line = verdictLine(run, styleFor({ isTty: false, env: { NO_COLOR: '1' } }));
  return { name: 'the whole run', durationMs: 0, failure: { message: line, details: line }, output: line };
}
