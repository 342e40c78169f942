import { CliError, EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonDocument } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import { borrowPath } from './support/doctor/borrow-path.ts';
import { failure, ok, type Finding } from './support/doctor/finding.ts';
import { checkDatabase, checkNode, checkPort, checkProxy, checkSecrets } from './support/doctor/machine.ts';
import { checkPublicPath } from './support/doctor/public-path.ts';
import { checkTarget, noTarget } from './support/doctor/reach.ts';
import type { TunnelOptions } from './support/open-tunnel.ts';
import { openSession, sessionEndpoints, type Session } from './support/session.ts';

export interface DoctorOptions extends TunnelOptions {
  readonly provider?: string;
  readonly secretEnv?: string[];
}

/** `doctor`: looks at everything a webhook needs on its way, a line each; exit 1 where something fails. */
export async function run(context: CommandContext<DoctorOptions>, target?: string): Promise<ExitCode> {
  const findings: Finding[] = [];
  let tell = (finding: Finding): void => void findings.push(finding);
  try {
    const session = await openSession(context);
    const before = tell;
    tell = (finding) => {
      before(finding);
      if (!session.json) session.io.stdout.write(findingText(finding, session));
    };
    tell(ok('settings', session.project.root));
    await examine({ session, options: context.options, target, tell });
  } catch (error) {
    // Whatever stops the examination is what the doctor has found.
    if (!(error instanceof CliError)) throw error;
    if (findings.length === 0) throw error;
    tell(failure('settings', error.message, error.hint));
  }
  if (context.options.json) context.io.stdout.write(jsonDocument(findings));
  return findings.some(({ status }) => status === 'fail') ? EXIT.no : EXIT.done;
}

interface Examination {
  readonly session: Session;
  readonly options: DoctorOptions;
  readonly target: string | undefined;
  tell(finding: Finding): void;
}

async function examine({ session, options, target, tell }: Examination): Promise<void> {
  tell(checkNode(process.version));
  tell(await checkDatabase(session));
  tell(await checkPort(session));
  const endpoints = await sessionEndpoints(session, { ...options, target });
  for (const finding of checkSecrets(endpoints)) tell(finding);
  const targets = endpoints.flatMap(({ target: where }) => (where === null ? [] : [where]));
  for (const where of targets) tell(await checkTarget(where));
  if (targets.length === 0) tell(noTarget());
  tell(checkProxy(session.io.env));
  const borrowed = await borrowPath(session, options);
  if (borrowed.kind === 'none') return tell(ok('public path', 'none is wanted'));
  if (borrowed.kind === 'failed') {
    const fix = 'Try another one: webhook-cli tunnels';
    return tell(failure('public path', `no public URL: ${borrowed.reason}`, fix));
  }
  try {
    tell(ok('public path', `${borrowed.path.publicUrl} leads here (${borrowed.from})`));
    const providers = endpoints.map(({ provider }) => provider);
    for (const finding of await checkPublicPath(borrowed.path, { providers, now: session.io.now }))
      tell(finding);
  } finally {
    await borrowed.close();
  }
}

function findingText({ check, status, message, fix }: Finding, { style }: Session): string {
  const paint = { ok: style.good, warn: style.warn, fail: style.bad }[status];
  const line = `${paint(status.padEnd(4))}  ${check.padEnd(12)}  ${safe(message)}\n`;
  return fix === null ? line : `${line}${' '.repeat(20)}${style.faint(safe(fix))}\n`;
}
