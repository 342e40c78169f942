import type { Command } from 'commander';
import { collect, commas, type Action } from './option-parsers.ts';
import { selecting, sending } from './shared-options.ts';

/** The commands that answer yes or no, for scripts and CI. */
export function addTesting(program: Command, run: { check: Action; expect: Action }): void {
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
  addCheck(program, run.check);
}

function addCheck(program: Command, run: Action): void {
  const check = program
    .command('check')
    .description('fire good, bad and odd events at your receiver, and grade its answers')
    .argument('<target>', 'port, :port/path, host:port/path or URL')
    .option('--provider <name>', 'who seems to send, see: webhook-cli providers')
    .option('--endpoint <name>', 'which endpoint of the project it is')
    .option(
      '--secret-env <NAME>',
      'variable with the signing secret; the second one is an old secret',
      collect,
    )
    .option(
      '--only <probes>',
      'these probes or groups (accepts, refuses, behaves, path); with commas',
      commas,
    )
    .option('--skip <probes>', 'all but these probes or groups; with commas', commas)
    .option('--count-url <url>', 'answers how many events were handled, to see whether one is handled twice')
    .option('--count-command <command>', 'prints that number, as a query of your database does')
    .option('--data <file>', 'send this event instead of the samples')
    .option('--print <probe>', 'show the curl lines of one probe instead of sending anything')
    .option('--junit <file>', 'write the result as JUnit XML, too')
    .option('--url <url>', 'the registered URL, for schemes that sign it');
  sending(check).action(run);
  const timeout = check.options.find(({ long }) => long === '--timeout');
  if (timeout !== undefined) timeout.description = 'how long each answer may take (10s)';
}
