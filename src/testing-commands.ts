import type { Command } from 'commander';
import { commas, type Action } from './option-parsers.ts';
import { selecting } from './shared-options.ts';

/** The commands that answer yes or no, for scripts and CI. */
export function addTesting(program: Command, run: { expect: Action }): void {
  const expect = program
    .command('expect')
    .description('wait until the log holds an event; fail if it does not')
    .argument('<type>', 'types, with * and commas')
    .option('--count <n>', 'so many events, at least (1)')
    .option('--verified', 'only events with a valid signature count')
    .option('--answered <statuses>', 'only events the app answered so: 2xx, 200, 4xx; with commas', commas)
    .option('--within <duration>', 'how long to wait (30s; 0 looks once)')
    .option('--junit <file>', 'write the result as JUnit XML, too');
  selecting(expect).action(run.expect);
}
