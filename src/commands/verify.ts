import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import type { Verdict } from '../core/verdict.ts';
import { jsonDocument } from '../render/json.ts';
import { safe } from '../render/safe.ts';
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
  const verdict = judgeBy(endpoint, request, {
    now: momentFrom('--at', options.at, request.receivedAt ?? session.io.now()),
    url: options.url,
    toleranceSeconds,
    keys: options.fetchKey === true ? await fetchKeys(endpoint.provider.scheme, request) : undefined,
  });
  show(session, verdict, endpoint.secrets.length);
  return exitCodeOf(verdict);
}

function toleranceFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(
    `--tolerance ${text}: not a number of seconds`,
    'For example: --tolerance 300; 0 takes any age.',
  );
}

function show({ io, json, style }: Session, verdict: Verdict, secrets: number): void {
  const explanation = explanationOf(verdict, secrets);
  if (json) {
    const reason = verdict.status === 'valid' ? null : verdict.reason;
    io.stdout.write(jsonDocument({ valid: verdict.status === 'valid', reason, explanation }));
    return;
  }
  const word = verdict.status === 'valid' ? style.good('valid') : style.bad(verdict.status);
  io.stdout.write(`${word}: ${safe(explanation)}\n`);
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
