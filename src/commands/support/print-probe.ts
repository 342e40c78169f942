import type { Kit, Plan, Probe, Shot } from '../../check/types.ts';
import { findProbe } from '../../check/select-probes.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { EXIT, usageError, type ExitCode } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import { curlLine, quote } from '../../render/request-text.ts';
import type { SendSettings } from './listen-options.ts';
import type { Session } from './session.ts';

/** What a probe is printed from. */
export interface PrintedProbe {
  readonly id: string;
  readonly target: Target;
  /** A file with the authority of its certificate. */
  readonly ca: string | undefined;
  readonly endpoint: Endpoint;
  readonly settings: SendSettings;
  readonly kit: Kit;
  readonly all: readonly Probe[];
}

/**
 * Prints the `curl` lines that send what a probe sends, signed now; each shows the status it got.
 * @throws CliError (exit 2) for an unknown probe, one that sends nothing, or one that would show the secret
 */
export function printProbe(session: Session, from: PrintedProbe): ExitCode {
  const probe = findProbe('--print', from.id, from.all);
  const plan = probe.plan(from.kit);
  const shots = shotsOf(plan);
  if (plan.kind === 'skip')
    throw usageError(`${probe.id} is skipped: ${plan.reason}`, 'Print another probe.');
  if (shots.length === 0) throw usageError(`${probe.id} sends no request`, 'Print another probe.');
  const lines = shots.map((shot) => lineOf(from, shot));
  if (lines.some((line) => from.endpoint.secrets.some((secret) => line.includes(secret)))) {
    throw usageError(
      `${from.endpoint.provider.name} sends the secret itself, which is never printed`,
      'Print a probe that sends none, such as no-signature.',
    );
  }
  const isTogether = plan.kind === 'send' && plan.together;
  session.io.stdout.write(isTogether ? `${lines.join(' &\n')} &\nwait\n` : `${lines.join('\n')}\n`);
  return EXIT.done;
}

function shotsOf(plan: Plan): readonly Shot[] {
  if (plan.kind === 'send') return plan.shots;
  return plan.kind === 'compare' ? plan.pairs.slice(-1).flatMap(({ near, far }) => [near, far]) : [];
}

function lineOf({ target, settings, ca }: PrintedProbe, shot: Shot): string {
  const { hostHeader, insecure } = settings;
  const host = hostHeader === undefined ? [] : [['Host', hostHeader] as const];
  const line = curlLine({ ...shot, headers: [...host, ...shot.headers], origin: target.origin });
  const slow = shot.slowlyMs === undefined ? [] : ['--limit-rate', String(slowRate(shot, shot.slowlyMs))];
  const trust = [...(insecure ? ['--insecure'] : []), ...(ca === undefined ? [] : ['--cacert', quote(ca)])];
  return [line, ...slow, ...trust, String.raw`-w '\n%{http_code}\n'`].join(' ');
}

/** Bytes a second. */
function slowRate({ body }: Shot, ms: number): number {
  return Math.max(1, Math.floor((body.length / ms) * 1000));
}
