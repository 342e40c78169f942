import { environmentError, usageError, type CliError } from '../../core/errors.ts';
import { parseTarget, type Target } from '../../core/target.ts';
import { requireTarget } from '../../config/endpoints.ts';
import type { ListenState } from '../../config/listen-state.ts';
import type { EndpointChoice } from '../support/endpoint-choice.ts';
import { guardTarget } from '../support/remote-guard.ts';
import type { Destination } from '../support/sender.ts';
import type { TriggerOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** Where it would arrive, as far as that is known. */
export function addressOf(options: TriggerOptions, choice: EndpointChoice): { origin: string; path: string } {
  const { endpoint, listener } = choice;
  if (options.to === undefined && listener !== undefined) {
    const url = options.public === true ? listener.publicUrl : null;
    return { origin: url === null ? listener.localUrl : new URL(url).origin, path: endpoint.path };
  }
  const target = options.to === undefined ? endpoint.target : requireTarget(options.to);
  return { origin: target?.origin ?? 'http://localhost:4400', path: target?.path ?? endpoint.path };
}

/**
 * `--to`, else the running listener (through its public URL with `--public`), else the endpoint's
 * own target.
 * @throws CliError (exit 2) where there is none; (exit 3) where the public URL is not open
 */
async function destinationOf({ session, options, choice }: Plan): Promise<Destination> {
  const { endpoint, listener } = choice;
  if (options.public === true) return publicWay(listener);
  const direct = options.to === undefined ? endpoint.target : requireTarget(options.to);
  if (options.to === undefined && listener !== undefined) {
    return { kind: 'listener', door: parseTarget(listener.localUrl) as Target, token: listener.token };
  }
  if (direct === null) {
    throw usageError('there is nowhere to send it', 'Start webhook-cli listen, or name a target: --to 3000');
  }
  await guardTarget(direct, options, session.io);
  return { kind: 'direct', target: direct };
}

/** The same for every event of a story. A host is asked about once. */
export async function destinationsOf(plans: readonly Plan[]): Promise<Destination[]> {
  const found: Destination[] = [];
  for (const plan of plans) {
    const isAsBefore = plan.options.to !== undefined && found[0] !== undefined;
    found.push(isAsBefore ? (found[0] as Destination) : await destinationOf(plan));
  }
  return found;
}

function publicWay(listener: ListenState | undefined): Destination {
  if (listener === undefined) {
    throw usageError(
      '--public needs the running listener',
      'Start it in another terminal: webhook-cli listen',
    );
  }
  const { publicUrl, token } = listener;
  if (publicUrl === null) throw noPublicUrl(listener);
  return { kind: 'public', door: parseTarget(new URL(publicUrl).origin) as Target, token };
}

function noPublicUrl({ tunnel }: ListenState): CliError {
  if (tunnel === null) {
    return usageError(
      'the running listener was started without a tunnel',
      'Start it without --tunnel none, or leave out --public.',
    );
  }
  const why = tunnel.reason === null ? '' : `: ${tunnel.reason}`;
  return environmentError(
    `the running listener has no public URL now (${tunnel.provider}, ${tunnel.state})${why}`,
    'Wait until listen shows one, leave out --public, or ask: webhook-cli doctor',
  );
}
