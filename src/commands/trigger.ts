import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { curlLine, httpMessage } from '../render/request-text.ts';
import { pathOf } from './support/forge.ts';
import { sendSettings } from './support/listen-options.ts';
import { openSender } from './support/sender.ts';
import { chaosFrom, chaosNote } from './support/chaos-options.ts';
import { note, openSession } from './support/session.ts';
import { addressOf, destinationsOf } from './trigger/destination.ts';
import { beginStory, signDraft } from './trigger/draft.ts';
import { checkCombinations, type TriggerOptions } from './trigger/options.ts';
import { planOf, tellPublicKeys, type Plan } from './trigger/plan.ts';
import { rehearsalFrom, rehearsalSettings, type Rehearsal } from './trigger/rehearsal-options.ts';
import { rehearse } from './trigger/rehearse.ts';
import { sendAll } from './trigger/send-all.ts';

/** As the command line calls them. */
interface Flags extends Omit<TriggerOptions, 'following'> {
  readonly then?: string[];
}

/** `trigger`: forges signed events and sends them the way the provider would. */
export async function run(context: CommandContext<Flags>, type: string): Promise<ExitCode> {
  const { then: following, ...given } = context.options;
  const options: TriggerOptions = following === undefined ? given : { ...given, following };
  checkCombinations(options);
  const session = await openSession(context);
  const types = [type, ...(following ?? [])];
  const plans: Plan[] = [];
  for (const text of types) plans.push(await planOf(session, options, text));
  tellPublicKeys(session, plans);
  await checkStory(plans);
  if (options.print !== undefined) return print(plans[0] as Plan);
  const rehearsal = rehearsalOf(plans[0] as Plan);
  const destinations = await destinationsOf(plans);
  const chaos = chaosFrom(options);
  if (chaos !== null) note(session, chaosNote(chaos, options.chaos as string));
  const sender = await openSender(session, await settingsOf(plans[0] as Plan, rehearsal));
  const delivery = { session, plans, destinations, send: sender.send, chaos };
  try {
    return rehearsal === undefined ? await sendAll(delivery) : await rehearse(delivery, rehearsal);
  } finally {
    await sender.close();
  }
}

/** What cannot be forged in a story is found before its first event is sent. @throws CliError (exit 2) */
async function checkStory(plans: readonly Plan[]): Promise<void> {
  if (plans.length === 1) return;
  const drafts = await beginStory(plans, 0);
  for (const index of plans.keys()) signDraft(await drafts(index));
}

function rehearsalOf({ options, choice }: Plan): Rehearsal | undefined {
  return options.retries === true ? rehearsalFrom(options, choice.endpoint.provider) : undefined;
}

/** Headers of the user are part of the forged event, not of its delivery. */
async function settingsOf({ session, options, choice }: Plan, rehearsal: Rehearsal | undefined) {
  const { header: _header, ...ofDelivery } = options;
  const settings = await sendSettings(ofDelivery, session.io.cwd);
  if (rehearsal === undefined) return settings;
  return rehearsalSettings(settings, { options, provider: choice.endpoint.provider });
}

async function print(plan: Plan): Promise<ExitCode> {
  const { session, options, choice } = plan;
  if (options.public === true) await destinationsOf([plan]);
  const forged = signDraft(await (await beginStory([plan], 0))(0));
  const { origin, path } = addressOf(options, choice);
  const request = { ...forged, origin, path: pathOf(forged, path) };
  if (options.print === 'http') session.io.stdout.write(httpMessage(request));
  else if (options.print === 'curl') session.io.stdout.write(`${curlLine(request)}\n`);
  else throw usageError(`--print ${options.print}: not known`, 'Use http or curl.');
  return EXIT.done;
}
