import type { Command } from 'commander';
import { collect, type Action } from './option-parsers.ts';
import { selecting, sending } from './shared-options.ts';

/** Adds `replay`. */
export function addReplay(program: Command, run: Action): void {
  const command = program
    .command('replay')
    .description('send stored events again, byte for byte')
    .argument('[events...]', "42, last, last~2, 40..44, or the provider's event id")
    .option('--all', 'every stored event')
    .option('--to <target>', 'send them there')
    .option('--sign <mode>', 'sign again: auto (where it must be), always or never')
    .option('--set <path=value>', 'set a field to text, or with := to JSON; repeatable', collect)
    .option('--unset <path>', 'remove a field; repeatable', collect)
    .option('--add', 'let --set make fields that are not there')
    .option('--edit', 'edit the body in $EDITOR first; what is stored stays')
    .option('--times <n>', 'send each one n times')
    .option('--concurrency <n>', 'how many at a time (1: in order)')
    .option('--rate <n/s>', 'at most so many starts: 5/s, 30/m')
    .option('--timing <how>', 'as far apart as they came in: original, 10x; or burst')
    .option('--compare', 'with the last stored answer: same, fixed, regressed (exit 1)')
    .option('--dry-run', 'show what would be sent')
    .option('--yes', 'send more than 20 without asking');
  sending(selecting(command)).action(run);
}
