import type { Command } from 'commander';
import { collect, type Action } from './option-parsers.ts';
import { sending } from './shared-options.ts';

/** Adds `trigger`. */
export function addTrigger(program: Command, run: Action): void {
  const command = program
    .command('trigger')
    .description('forge a signed event and send it as the provider would')
    .argument('<type>', 'event type, or provider:type; see: webhook-cli samples')
    .option('--to <target>', 'send it there instead of to the running listener')
    .option('--public', 'send it through the public URL of the running listener')
    .option('--set <path=value>', 'set a field to text, or with := to JSON; repeatable', collect)
    .option('--unset <path>', 'remove a field; repeatable', collect)
    .option('--add', 'let --set make fields that are not there')
    .option('--data <file>', 'send this body instead of a sample; - reads stdin')
    .option('--edit', 'edit the body in $EDITOR first')
    .option('--provider <name>', 'who seems to send')
    .option('--endpoint <name>', 'which endpoint it is for')
    .option('--seed <n>', 'the same ids, times and faults again')
    .option('--then <type>', 'go on with this event, about the same things; repeatable', collect)
    .option('--count <n>', 'how many events')
    .option('--concurrency <n>', 'how many at a time (1: in order)')
    .option('--rate <n/s>', 'at most so many starts: 5/s, 30/m')
    .option('--duplicate <n>', 'send each one n more times')
    .option('--invalid <how>', 'spoil it: signature, missing, wrong-secret, stale, body')
    .option('--retries', 'rehearse the retries of the provider: again on its schedule, until it is taken')
    .option('--speed <n>', 'with --retries: so many times faster')
    .option('--schedule <times>', 'with --retries: a schedule of your own, as 5s,1m,10m')
    .option('--chaos <spec>', "what goes wrong on the way: 'dup=20%,delay=0-5s,reorder=3,drop=2%,corrupt=1%'")
    .option('--print <form>', 'show the signed request instead of sending it: http or curl')
    .option('--url <url>', 'the registered URL, for schemes that sign it');
  sending(command).action(run);
}
