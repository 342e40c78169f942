/** How a probe ended. `skip` means not proven: nothing was sent, or what came back proves nothing. */
export type CheckOutcome = 'pass' | 'fail' | 'warn' | 'skip';

/** The groups of probes, in the order they run. */
export const CHECK_GROUPS = ['accepts', 'refuses', 'behaves', 'path'] as const;

export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** What there is to tell about a probe before it ran. */
export interface ProbeText {
  /** Stable: `--only`, `--skip` and `--print` take it. */
  readonly id: string;
  readonly group: CheckGroup;
  /** What a pass proves, in one sentence. */
  readonly proves: string;
  /** What is sent, in one line. */
  readonly sends: string;
  /** What a good receiver answers. */
  readonly expects: string;
  readonly why: string;
  readonly fix: string;
  /** Short name of the mistake it reveals, for scripts. */
  readonly mistake: string;
}

/** What came of one request of a probe. */
export interface ProbeAnswer {
  readonly status: number | null;
  /** Why there is no answer; null where there is one. */
  readonly error: string | null;
  readonly durationMs: number;
}

/** A probe that ran, or was skipped. `fix` and `mistake` fit what was found. */
export interface ProbeResult extends ProbeText {
  readonly outcome: CheckOutcome;
  /** What was found, in one sentence; text of the receiver may stand in it. */
  readonly found: string;
  /** Milliseconds for the whole probe. */
  readonly durationMs: number;
  readonly answers: readonly ProbeAnswer[];
}

/** How a run ended: to its end, given up because nothing answered any more, or at Ctrl-C. */
export type CheckEnding = 'whole' | 'gave-up' | 'interrupted';

/** A whole run. */
export interface CheckRun {
  readonly target: string;
  readonly provider: string;
  readonly ending: CheckEnding;
  readonly durationMs: number;
  readonly results: readonly ProbeResult[];
}

/** How many probes ended so. */
export function countOutcomes(results: readonly ProbeResult[]): Record<CheckOutcome, number> {
  const count = (outcome: CheckOutcome): number => results.filter((one) => one.outcome === outcome).length;
  return { pass: count('pass'), fail: count('fail'), warn: count('warn'), skip: count('skip') };
}

/** Whether the receiver is right as far as it was seen: the run is whole and nothing failed. */
export function isRight({ ending, results }: Pick<CheckRun, 'ending' | 'results'>): boolean {
  return ending === 'whole' && results.every(({ outcome }) => outcome !== 'fail');
}
