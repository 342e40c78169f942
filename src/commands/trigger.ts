import { isDelivered } from '../core/attempt.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { parseTarget, type Target } from '../core/target.ts';
import { requireTarget } from '../config/endpoints.ts';
import { curlLine, httpMessage } from '../render/request-text.ts';
import { editBody } from '../samples/edit.ts';
import { fillSample } from '../samples/fill.ts';
import { readSample } from '../samples/catalogue.ts';
import { identify } from '../providers/identify.ts';
import { editInEditor } from './support/edit-in-editor.ts';
import { chooseEndpoint, type EndpointChoice } from './support/endpoint-choice.ts';
import { findSample } from './support/find-sample.ts';
import { forge, type Forged } from './support/forge.ts';
import { sendSettings, type SendOptions } from './support/listen-options.ts';
import { readData } from './support/read-data.ts';
import { guardTarget } from './support/remote-guard.ts';
import { openSender, type Destination, type Sender } from './support/sender.ts';
import { wholeNumber } from './support/selection-options.ts';
import { note, openSession, type Session } from './support/session.ts';

export interface TriggerOptions extends SendOptions {
  readonly to?: string;
  readonly set?: string[];
  readonly unset?: string[];
  readonly add?: boolean;
  readonly data?: string;
  readonly edit?: boolean;
  readonly provider?: string;
  readonly endpoint?: string;
  readonly seed?: string;
  readonly count?: string;
  readonly duplicate?: string;
  readonly invalid?: string;
  readonly print?: string;
  readonly url?: string;
}

/** `trigger`: forges a signed event and sends it the way the provider would. */
export async function run(context: CommandContext<TriggerOptions>, type: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { options } = context;
  const count = wholeNumber('--count', options.count ?? '1', 1);
  const copies = 1 + wholeNumber('--duplicate', options.duplicate ?? '0', 0);
  const sample = options.data === undefined ? await findSample(session, type, options.provider) : undefined;
  const choice = await chooseEndpoint(session, {
    endpoint: options.endpoint,
    provider: options.provider ?? (sample?.provider === 'store' ? undefined : sample?.provider),
  });
  const plan: Plan = { session, options, type, choice, file: sample };
  if (options.print !== undefined) return print(plan, await forgeOne(plan, 0));
  const destination = await destinationOf(plan);
  const sender = await openSender(session, await sendSettings(withoutHeaders(options), session.io.cwd));
  try {
    let isAllDelivered = true;
    for (let index = 0; index < count; index += 1) {
      const forged = await forgeOne(plan, index);
      for (let copy = 0; copy < copies; copy += 1) {
        isAllDelivered = (await sendOne(plan, { sender, destination, forged })) && isAllDelivered;
      }
    }
    return isAllDelivered ? EXIT.done : EXIT.no;
  } finally {
    await sender.close();
  }
}

interface Plan {
  readonly session: Session;
  readonly options: TriggerOptions;
  readonly type: string;
  readonly choice: EndpointChoice;
  readonly file: Awaited<ReturnType<typeof findSample>> | undefined;
}

/** Headers of the user are part of the forged event, not of its delivery. */
function withoutHeaders({ header: _header, ...options }: TriggerOptions): SendOptions {
  return options;
}

async function forgeOne(plan: Plan, index: number): Promise<Forged> {
  const { session, options, choice } = plan;
  const { io } = session;
  const original =
    plan.file === undefined ? await readData(io, options.data as string) : await filled(plan, index);
  const edited = editBody(original, {
    set: options.set ?? [],
    unset: options.unset ?? [],
    add: options.add === true,
  });
  const body = options.edit === true ? await editInEditor(io, edited) : edited;
  const { provider } = choice.endpoint;
  const settings = await sendSettings(options, io.cwd);
  return forge({
    endpoint: choice.endpoint,
    type: plan.file?.type ?? plan.type,
    body,
    extraHeaders: settings.extraHeaders,
    invalid: options.invalid,
    url: options.url,
    path: placeOf(plan).path,
    id: identify(provider, { headers: [], body }).providerEventId ?? `evt_${io.now()}`,
    now: io.now(),
  });
}

async function filled({ session, options, file }: Plan, index: number): Promise<Buffer> {
  const { seed } = options;
  if (seed !== undefined) wholeNumber('--seed', seed, 0);
  const own = seed === undefined ? undefined : String(Number(seed) + index);
  return fillSample(await readSample(file as NonNullable<typeof file>), { seed: own, now: session.io.now() });
}

function print(plan: Plan, forged: Forged): ExitCode {
  const { session, options } = plan;
  const request = { ...forged, ...placeOf(plan) };
  if (options.print === 'http') session.io.stdout.write(httpMessage(request));
  else if (options.print === 'curl') session.io.stdout.write(`${curlLine(request)}\n`);
  else throw usageError(`--print ${options.print}: not known`, 'Use http or curl.');
  return EXIT.done;
}

/** Where a forged event goes, or would go. */
function placeOf({ options, choice }: Plan): { origin: string; path: string } {
  const { endpoint, listener } = choice;
  if (options.to === undefined && listener !== undefined)
    return { origin: listener.localUrl, path: endpoint.path };
  const target = options.to === undefined ? endpoint.target : requireTarget(options.to);
  return { origin: target?.origin ?? 'http://localhost:4400', path: target?.path ?? endpoint.path };
}

/** `--to`, else the running listener, else the endpoint's own target. */
async function destinationOf({ session, options, choice }: Plan): Promise<Destination> {
  const { endpoint, listener } = choice;
  const direct = options.to === undefined ? endpoint.target : requireTarget(options.to);
  if (options.to === undefined && listener !== undefined) {
    const door = parseTarget(listener.localUrl) as Target;
    return { kind: 'listener', door, token: listener.token };
  }
  if (direct === null) {
    throw usageError('there is nowhere to send it', 'Start webhook-cli listen, or name a target: --to 3000');
  }
  await guardTarget(direct, options, session.io);
  return { kind: 'direct', target: direct };
}

interface OneSend {
  readonly sender: Sender;
  readonly destination: Destination;
  readonly forged: Forged;
}

async function sendOne(plan: Plan, { sender, destination, forged }: OneSend): Promise<boolean> {
  const endpoint: Endpoint = plan.choice.endpoint;
  const sent = await sender.trigger({ endpoint, destination, forged });
  if (sent.notice !== null) note(plan.session, sent.notice);
  return isDelivered(sent.result);
}
