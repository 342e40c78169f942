import type { CheckEnding, ProbeResult } from '../core/check-result.ts';
import type { DeliveryError } from '../core/attempt.ts';
import { CliError } from '../core/errors.ts';
import { findBaseline } from './baseline.ts';
import { judged, plannedResult, skippedResult, type ProbeRun } from './run-probe.ts';
import type { Baseline, Counted, Exchange, Kit, Plan, Probe, Wire } from './types.ts';
import { skip } from './verdicts.ts';

/** What a run needs. */
export interface CheckParts {
  readonly probes: readonly Probe[];
  readonly kit: Kit;
  readonly wire: Wire;
  readonly secrets: readonly string[];
  /** Reads the user's counter around some work; null where there is none. */
  readonly count: ((work: () => Promise<void>) => Promise<Counted>) | null;
  /** ms on a clock that only goes forward. */
  readonly clock: () => number;
  readonly now: () => number;
  readonly random: () => number;
  /** True once nobody wants to see more. */
  readonly isStopped: () => boolean;
  /** Called when a result is there, in order. */
  readonly emit: (result: ProbeResult) => void;
}

/** Nobody was reached at all, or the run with everything that was seen. */
export type CheckOutput =
  | { readonly kind: 'unreachable'; readonly error: DeliveryError }
  | { readonly kind: 'ran'; readonly ending: CheckEnding; readonly results: readonly ProbeResult[] };

/** So many requests without an answer, one after the other or in all, and the rest is not sent. */
const MOST_SILENT = 3;
const MOST_SILENT_IN_ALL = 8;

/** How the finding of a probe begins that was not sent because nothing answered any more. */
export const NOT_SENT = 'not sent';

const UNREACHABLE: readonly DeliveryError['code'][] = ['refused', 'unresolved', 'tls', 'forbidden-address'];

/** Runs the probes one after the other and tells each result as soon as it is there. */
export async function runCheck(parts: CheckParts): Promise<CheckOutput> {
  const { baseline, exchanges } = await findBaseline(parts.kit, parts.wire);
  const [first] = exchanges;
  if (first?.result.kind === 'failed' && !parts.isStopped()) {
    const { error } = first.result;
    if (UNREACHABLE.includes(error.code)) return { kind: 'unreachable', error };
  }
  const log = [...exchanges];
  const results: ProbeResult[] = [];
  for (const probe of parts.probes) {
    if (parts.isStopped()) break;
    const isSilent = hasFallenSilent(log);
    const result = isSilent ? silentResult(probe) : await resultOf(probe, { ...parts, baseline, log });
    // What Ctrl-C cut off says nothing about the receiver.
    if (parts.isStopped()) break;
    results.push(result);
    parts.emit(result);
  }
  return { kind: 'ran', ending: endingOf(parts, log, results), results };
}

function endingOf(
  { probes, isStopped }: CheckParts,
  log: readonly Exchange[],
  results: readonly ProbeResult[],
): CheckEnding {
  if (isStopped() && results.length < probes.length) return 'interrupted';
  return hasFallenSilent(log) ? 'gave-up' : 'whole';
}

async function resultOf(
  probe: Probe,
  parts: CheckParts & { baseline: Baseline; log: Exchange[] },
): Promise<ProbeResult> {
  const start = parts.clock();
  const elapsed = (): number => parts.clock() - start;
  const leans = probe.group === 'behaves' && probe.stands !== true;
  if (leans && !parts.baseline.accepts) {
    const reason = `not proven: a plain valid event is not accepted (${parts.baseline.words})`;
    return skippedResult(probe, reason, elapsed());
  }
  const run: ProbeRun = { probe, ...parts, elapsed };
  const plan = planOf(probe, parts.kit);
  return plan.kind === 'skip' ? skippedResult(probe, plan.reason, elapsed()) : judged(run, plan);
}

/** A scheme that cannot sign what one probe wants is no reason to end the run. */
function planOf(probe: Probe, kit: Kit): Plan {
  try {
    return probe.plan(kit);
  } catch (error) {
    if (error instanceof CliError) return skip(`it cannot be forged: ${error.message}`);
    throw error;
  }
}

function silentResult(probe: Probe): ProbeResult {
  return probe.id === 'still-alive'
    ? plannedResult(probe, { outcome: 'fail', found: 'it gave no answer any more' })
    : skippedResult(probe, `${NOT_SENT}: the receiver gave no answer any more`, 0);
}

/** Every one of them costs the whole time limit: a receiver that hangs must not hang us. */
function hasFallenSilent(log: readonly Exchange[]): boolean {
  const isSilent = ({ result }: Exchange): boolean =>
    result.kind === 'failed' && (result.error.code === 'timeout' || result.error.code === 'refused');
  const last = log.slice(-MOST_SILENT);
  return (
    (last.length === MOST_SILENT && last.every(isSilent)) || log.filter(isSilent).length >= MOST_SILENT_IN_ALL
  );
}
