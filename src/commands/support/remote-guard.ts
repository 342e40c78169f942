import { CliError, EXIT, usageError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Target } from '../../core/target.ts';
import { checkTarget } from '../../http/address-guard.ts';

/** The options that allow sending to another machine. */
export interface RemoteOptions {
  readonly allowRemote?: boolean;
  readonly confirmHost?: string;
}

/**
 * Lets a target pass if it is on this machine, or if the user allowed another one and named its
 * host. Nothing is sent by mistake to production: a captured event replayed there is a real one.
 * @throws CliError (exit 2) saying which option is missing; (exit 3) where the name does not resolve
 */
export async function guardTarget(target: Target, options: RemoteOptions, io: Io): Promise<void> {
  const place = await checkTarget(target);
  if (place === 'local') return;
  if (place === 'forbidden') {
    throw usageError(
      `${target.hostname} is a link-local or cloud-metadata address: never contacted`,
      'Choose another target.',
    );
  }
  if (place === 'unresolved') {
    const hint = 'Check the spelling, or use an address.';
    throw new CliError(`the name ${target.hostname} does not resolve`, { hint, exitCode: EXIT.environment });
  }
  if (options.allowRemote !== true) {
    throw usageError(
      `${target.hostname} is another machine`,
      'If you mean it, add --allow-remote; the event will be a real one there.',
    );
  }
  await confirmHost(target.hostname, options, io);
}

async function confirmHost(host: string, options: RemoteOptions, io: Io): Promise<void> {
  const canAsk = options.confirmHost === undefined && io.stdinIsTty && io.stderr.isTty;
  const typed = canAsk
    ? await io.ask(`This sends to ${host}. Type its name to go on: `)
    : options.confirmHost;
  if (typed?.trim().toLowerCase() === host.toLowerCase()) return;
  throw usageError(
    typed === undefined
      ? `sending to ${host} needs its name confirmed`
      : `${typed} is not ${host}: nothing was sent`,
    `Add --confirm-host ${host}`,
  );
}
