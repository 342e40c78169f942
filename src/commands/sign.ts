import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { identify } from '../providers/identify.ts';
import { bodyJson, jsonDocument } from '../render/json.ts';
import { sign } from '../signatures/sign.ts';
import { cannotSign } from './support/forge.ts';
import { momentFrom } from './support/moment-option.ts';
import { readData } from './support/read-data.ts';
import { openSession } from './support/session.ts';
import { signingEndpoint, type SigningOptions } from './support/signing-endpoint.ts';

export interface SignOptions extends SigningOptions {
  readonly data?: string;
  readonly timestamp?: string;
  readonly id?: string;
  readonly method?: string;
  readonly url?: string;
}

/**
 * `sign`: the headers a provider would send with a body. Where the body itself carries the
 * signature, the signed body is printed instead.
 */
export async function run(context: CommandContext<SignOptions>): Promise<ExitCode> {
  const session = await openSession(context);
  const { io, json } = session;
  const { options } = context;
  if (options.data === undefined)
    throw usageError('what shall be signed?', 'Name it: --data <file>, or --data -');
  if (options.id !== undefined && /\p{Cc}/u.test(options.id)) {
    throw usageError('--id holds a control character', 'An id is one line of text.');
  }
  const endpoint = await signingEndpoint(session, options);
  const { scheme } = endpoint.provider;
  const [secret = '', ...others] = endpoint.secrets;
  const now = io.now();
  const timestamp = momentFrom('--timestamp', options.timestamp, now);
  const body = await readData(io, options.data);
  const signed = sign(scheme, {
    method: options.method?.toUpperCase() ?? 'POST',
    body,
    secret,
    otherSecrets: options.secretEnv === undefined ? [] : others,
    timestamp,
    id: options.id ?? identify(endpoint.provider, { headers: [], body }).providerEventId ?? `evt_${now}`,
    url: options.url ?? endpoint.url ?? undefined,
  });
  if (signed.kind === 'refused') throw cannotSign(endpoint, signed.explanation);
  const inBody = scheme.header === null;
  if (json) {
    const extra = inBody ? { body: bodyJson(signed.body) } : {};
    io.stdout.write(jsonDocument({ headers: signed.headers, ...extra }));
  } else if (inBody) io.stdout.write(signed.body);
  else for (const [name, value] of signed.headers) io.stdout.write(`${name}: ${value}\n`);
  return EXIT.done;
}
