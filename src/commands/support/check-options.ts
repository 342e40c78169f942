import type { Endpoint } from '../../core/endpoint.ts';
import type { Target } from '../../core/target.ts';
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
  ];
  const words = [
    'webhook-cli check',
    shellWord(target),
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [name, shellWord(value)])),
    ...(options.secretEnv ?? []).flatMap((name) => ['--secret-env', shellWord(name)]),
    ...(options.header ?? []).flatMap((header) => ['--header', shellWord(header)]),
  ];
  return (probe) => `${words.join(' ')} --print ${shellWord(probe)} | sh`;
}

function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
