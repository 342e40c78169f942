import type { Command } from 'commander';
import type { Action } from './option-parsers.ts';
import { selecting } from './shared-options.ts';

/** The commands that hold stored events against each other. */
export function addComparing(program: Command, run: { diff: Action; stats: Action }): void {
  program
    .command('diff')
    .description('what two events do not share: path, headers, body')
    .argument('<a>', "42, last, last~2, the provider's event id, or a range of two events")
    .argument('[b]', 'the other one')
    .option('--reveal', 'sensitive headers in full')
    .action(run.diff);
  selecting(
    program.command('stats').description('per type: how many, how fast, and which never came'),
  ).action(run.stats);
}
