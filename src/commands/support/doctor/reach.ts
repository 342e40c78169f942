import { connect } from 'node:net';
import type { Target } from '../../../core/target.ts';
import { failure, ok, warning, type Finding } from './finding.ts';

const WITHIN_MS = 2000;

/** Whether somebody accepts connections there. */
async function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WITHIN_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** Whether a port of this machine is in use, in either address family. */
export async function isTaken(port: number): Promise<boolean> {
  return (await accepts('127.0.0.1', port)) || accepts('::1', port);
}

/** Whether an app can be reached, and in which address family. */
export async function checkTarget(target: Target): Promise<Finding> {
  const where = `${target.origin}${target.path ?? ''}`;
  const isLocalhost = /(^|\.)localhost$/i.test(target.hostname);
  const addresses = isLocalhost ? ['127.0.0.1', '::1'] : [target.hostname];
  const answers = await Promise.all(addresses.map((address) => accepts(address, target.port)));
  const open = addresses.filter((_address, index) => answers[index]);
  if (open.length > 0) return ok('target', `${where} accepts connections on ${open.join(' and ')}`);
  return failure(
    'target',
    `${where}: nothing accepts connections on ${addresses.join(' or ')}`,
    'Start your app, or name its port: webhook-cli doctor 3000',
  );
}

/** No target is not wrong, but events are only captured. */
export function noTarget(): Finding {
  return warning('target', 'no target: events are only captured', 'Name one: webhook-cli listen 3000');
}
