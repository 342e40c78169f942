import { isDelivered } from '../core/attempt.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import { withHeaders } from '../core/headers.ts';
import type { CommandContext } from '../core/io.ts';
import { parseTarget, type Target } from '../core/target.ts';
import { requireTarget } from '../config/endpoints.ts';
import { curlLine, httpMessage } from '../render/request-text.ts';
import type { Sample } from '../samples/catalogue.ts';
import { createFill } from '../samples/placeholders.ts';
import { sampleRequest } from '../samples/sample-request.ts';
import { publicKeyText } from '../signatures/public-key.ts';
import { chooseEndpoint, likelyProviders, type EndpointChoice } from './support/endpoint-choice.ts';
import { eventBody, type BodyOptions } from './support/event-body.ts';
import { findSample } from './support/find-sample.ts';
import { forge, pathOf, type Forged } from './support/forge.ts';
import { sendSettings, type SendOptions } from './support/listen-options.ts';
import { guardTarget } from './support/remote-guard.ts';
import { openSender, type Destination, type Sender } from './support/sender.ts';
import { wholeNumber } from './support/selection-options.ts';
import { note, openSession, sessionProvider, type Session } from './support/session.ts';
import { unknownProvider } from './support/signing-endpoint.ts';

export interface TriggerOptions extends SendOptions, BodyOptions {
  readonly to?: string;
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
  const plan = await planOf(session, options, type);
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
  readonly sample: Sample | undefined;
}

async function planOf(session: Session, options: TriggerOptions, text: string): Promise<Plan> {
  const named = splitType(session, text, options.provider);
  const likely = await likelyProviders(session, options.endpoint);
  const sample =
    options.data === undefined
      ? await findSample(session, text, { provider: options.provider, likely })
      : undefined;
  // A store event fits any endpoint: it is what trigger sends where nothing is configured.
  const isAnybodys = sample?.provider === 'store' && !likely.includes('store');
  const choice = await chooseEndpoint(session, {
    endpoint: options.endpoint,
    provider: named.provider ?? (isAnybodys ? undefined : sample?.provider),
    isDirect: options.to !== undefined || options.print !== undefined,
  });
  const url = options.url ?? choice.endpoint.url ?? receivedAt(options, choice);
  const endpoint = { ...choice.endpoint, url };
  tellPublicKey(session, endpoint);
  return { session, options, type: sample?.type ?? named.type, choice: { ...choice, endpoint }, sample };
}

/** `github:push` is the type `push` of github; `zen:x` is a type of whoever it is for. */
function splitType(
  session: Session,
  text: string,
  option: string | undefined,
): { provider: string | undefined; type: string } {
  if (option !== undefined && sessionProvider(session, option) === undefined)
    throw unknownProvider(session, option);
  const at = text.indexOf(':');
  const prefix = text.slice(0, Math.max(at, 0));
  if (sessionProvider(session, prefix) === undefined) return { provider: option, type: text };
  return { provider: option ?? prefix, type: text.slice(at + 1) };
}

/** Some providers sign the URL: where none is registered, it is the one the app will see. */
function receivedAt(options: TriggerOptions, choice: EndpointChoice): string {
  const { origin, path } = addressOf(options, choice);
  const publicUrl = options.to === undefined ? choice.listener?.publicUrl : undefined;
  return `${publicUrl ? new URL(publicUrl).origin : origin}${path}`;
}

/** A generated secret is a key pair for those who sign with one, and the app needs its public half. */
function tellPublicKey(session: Session, { provider, secrets, secretSource }: Endpoint): void {
  if (secretSource.kind !== 'generated') return;
  const text = publicKeyText(provider.scheme, secrets[0] as string);
  if (text !== undefined)
    note(session, `The public key to verify it with, instead of ${provider.name}'s: ${text}`);
}

/** Headers of the user are part of the forged event, not of its delivery. */
function withoutHeaders({ header: _header, ...options }: TriggerOptions): SendOptions {
  return options;
}

async function forgeOne(plan: Plan, index: number): Promise<Forged> {
  const { session, options, sample } = plan;
  const { io } = session;
  const { endpoint } = plan.choice;
  const fill = createFill({ seed: seedOf(options, index), now: io.now() });
  const body = await eventBody(session, { options, sample, scheme: endpoint.provider.scheme, fill });
  const settings = await sendSettings(options, io.cwd);
  const own = sample?.kind === 'captured' ? (await sampleRequest(sample, fill)).headers : [];
  return forge({
    endpoint,
    type: plan.type,
    body,
    kind: sample?.kind === 'captured' ? undefined : sample?.kind,
    extraHeaders: withHeaders(own, settings.extraHeaders),
    invalid: options.invalid,
    path: addressOf(options, plan.choice).path,
    fill,
    now: io.now(),
  });
}

function seedOf({ seed }: TriggerOptions, index: number): string | undefined {
  return seed === undefined ? undefined : String(wholeNumber('--seed', seed, 0) + index);
}

function print({ session, options, choice }: Plan, forged: Forged): ExitCode {
  const { origin, path } = addressOf(options, choice);
  const request = { ...forged, origin, path: pathOf(forged, path) };
  if (options.print === 'http') session.io.stdout.write(httpMessage(request));
  else if (options.print === 'curl') session.io.stdout.write(`${curlLine(request)}\n`);
  else throw usageError(`--print ${options.print}: not known`, 'Use http or curl.');
  return EXIT.done;
}

/** Where it would arrive, as far as that is known. */
function addressOf(options: TriggerOptions, choice: EndpointChoice): { origin: string; path: string } {
  const { endpoint, listener } = choice;
  if (options.to === undefined && listener !== undefined) {
    return { origin: listener.localUrl, path: endpoint.path };
  }
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
