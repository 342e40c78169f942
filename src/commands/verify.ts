import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { Verdict } from '../core/verdict.ts';
import { jsonDocument } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import { diagnoseAt } from './support/diagnose-at.ts';
import { fetchKeys } from './support/fetch-key.ts';
import { judgeBy } from './support/judge.ts';
import { momentFrom } from './support/moment-option.ts';
import { requestToVerify, type RequestOptions } from './support/request-to-verify.ts';
import { openSession, type Session } from './support/session.ts';

export interface VerifyOptions extends RequestOptions {
  readonly at?: string;
  readonly url?: string;
  readonly tolerance?: string;
  readonly fetchKey?: boolean;
}

/** `verify`: whether a request is signed rightly, and if not, why. */
export async function run(context: CommandContext<VerifyOptions>, reference?: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { options } = context;
  const toleranceSeconds = toleranceFrom(options.tolerance);
  const request = await requestToVerify(session, options, reference);
  const { endpoint } = request;
  const now = momentFrom('--at', options.at, request.receivedAt ?? session.io.now());
  const verdict = judgeBy(endpoint, request, {
    now,
    url: options.url,
    toleranceSeconds,
    keys: options.fetchKey === true ? await fetchKeys(endpoint.provider.scheme, request) : undefined,
  });
  const found = needsDiagnosis(verdict)
    ? await diagnoseAt(session, { endpoint, request, url: options.url, now })
    : null;
  show(session, verdict, {
    explanation: found?.sentence ?? explanationOf(verdict, endpoint.secrets.length),
    hint: found?.hint ?? null,
  });
  return exitCodeOf(verdict);
}

/** What is wrong with time or configuration is said already. */
function needsDiagnosis(verdict: Verdict): boolean {
  const reasons = ['mismatch', 'no-signature', 'malformed-signature', 'repeated-header'];
  return verdict.status !== 'valid' && verdict.status !== 'unchecked' && reasons.includes(verdict.reason);
}

function toleranceFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(
    `--tolerance ${text}: not a number of seconds`,
    'For example: --tolerance 300; 0 takes any age.',
  );
}

interface Explained {
  readonly explanation: string;
  readonly hint: string | null;
}

function show({ io, json, style }: Session, verdict: Verdict, { explanation, hint }: Explained): void {
  if (json) {
    const reason = verdict.status === 'valid' ? null : verdict.reason;
    io.stdout.write(jsonDocument({ valid: verdict.status === 'valid', reason, explanation }));
    return;
  }
  const word = verdict.status === 'valid' ? style.good('valid') : style.bad(verdict.status);
  io.stdout.write(`${word}: ${safe(explanation)}\n`);
  if (hint !== null) io.stdout.write(`${style.faint(safe(hint))}\n`);
}

function explanationOf(verdict: Verdict, secrets: number): string {
  if (verdict.status !== 'valid') return verdict.explanation;
  const which = secrets > 1 ? ` secret ${verdict.secret + 1} of ${secrets}` : ' the secret';
  return `the signature matches${which}, and is in time`;
}

/** What could not be judged is a matter of configuration, not of the request. */
function exitCodeOf(verdict: Verdict): ExitCode {
  if (verdict.status === 'valid') return EXIT.done;
  if (verdict.status === 'unchecked' || verdict.reason === 'bad-secret') return EXIT.usage;
  return EXIT.no;
}
