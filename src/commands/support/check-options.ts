import type { Endpoint } from '../../core/endpoint.ts';
import type { Target } from '../../core/target.ts';
import { isSensitiveHeader } from '../../render/mask.ts';
import { quote } from '../../render/request-text.ts';
import type { CounterOptions } from './event-counter.ts';
import type { SendOptions } from './listen-options.ts';
import type { SigningOptions } from './signing-endpoint.ts';

/** The options of `check` as they come from the command line. */
export interface CheckOptions extends SigningOptions, SendOptions, CounterOptions {
  readonly only?: string[];
  readonly skip?: string[];
  readonly junit?: string;
  readonly print?: string;
  readonly data?: string;
  readonly url?: string;
}

/** Nobody waits longer than this for each of fifty answers, unless asked to. */
export const MOST_WAIT = '10s';

/** The path the events go to. */
export function checkedPath(target: Target, endpoint: Endpoint): string {
  return target.path ?? endpoint.path;
}

/** The command line that shows how to repeat a probe by hand. */
export function repeatCommand(target: string, options: CheckOptions): (probe: string) => string {
  const named: [string, string | undefined][] = [
    ['--provider', options.provider],
    ['--endpoint', options.endpoint],
    ['--data', options.data],
    ['--url', options.url],
    ['--host-header', options.hostHeader],
    ['--ca', options.ca],
  ];
  const words = [
    'webhook-cli check',
    quote(target),
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [name, quote(value)])),
    ...(options.secretEnv ?? []).flatMap((name) => ['--secret-env', quote(name)]),
    ...(options.header ?? []).flatMap((header) => ['--header', quote(shownHeader(header))]),
    ...(options.insecure === true ? ['--insecure'] : []),
  ];
  return (probe) => `${words.join(' ')} --print ${quote(probe)} | sh`;
}

/** Reports are kept and shown around: what lets others in does not stand in them. */
function shownHeader(header: string): string {
  const [name = ''] = header.split(':');
  return isSensitiveHeader(name) ? `${name}: …` : header;
}
