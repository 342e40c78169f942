import type { Command } from 'commander';
import type { Action } from './option-parsers.ts';
import { sending } from './shared-options.ts';

/** The command that opens the inspector alone. */
export function addInspector(program: Command, run: { inspect: Action }): void {
  const command = program
    .command('inspect')
    .description('the inspector, a local web page over the stored events, without listening')
    .option('--inspector-port <n>', 'port of the page (4040, or the next free one)');
  sending(command).action(run.inspect);
}

/** The options of a command that opens the inspector besides. */
export function inspecting(command: Command): Command {
  return command
    .option('--inspector-port <n>', 'port of the inspector (4040, or the next free one)')
    .option('--no-inspector', 'without the inspector, the local web page');
}
