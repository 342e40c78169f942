import { emptyFolder, runCli, type Finished } from './cli.ts';

export const CHECK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** What `check --json` prints. */
export interface CheckDocument {
  readonly passed: boolean;
  readonly ended: string;
  readonly durationMs: number;
  readonly counts: Record<'pass' | 'fail' | 'warn' | 'skip', number>;
  readonly probes: readonly {
    readonly id: string;
    readonly group: string;
    readonly outcome: string;
    readonly found: string;
    readonly fix: string | null;
    readonly mistake: string | null;
    readonly repeat: string | null;
    readonly answers: readonly { status: number | null; error: string | null }[];
  }[];
}

/** Runs `check` in an empty folder, with the secret set. */
export function check(...args: string[]): Promise<Finished> {
  return runCli(['check', ...args], { cwd: emptyFolder(), env: { WEBHOOK_SECRET: CHECK_SECRET } });
}

/** The document of `check --json`, and the exit code. */
export async function checked(...args: string[]): Promise<{ code: number | null; found: CheckDocument }> {
  const done = await check(...args, '--json');
  return { code: done.code, found: JSON.parse(done.stdout) as CheckDocument };
}

/** The ids of the probes that ended so. */
export function ended({ probes }: CheckDocument, outcome: string): string[] {
  return probes.filter((probe) => probe.outcome === outcome).map(({ id }) => id);
}

/** How each probe of a group ended. */
export function outcomesOf({ probes }: CheckDocument, group: string): string[] {
  return [...new Set(probes.filter((probe) => probe.group === group).map(({ outcome }) => outcome))];
}
