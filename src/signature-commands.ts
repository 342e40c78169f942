import type { Command } from 'commander';
import { collect, type Action } from './option-parsers.ts';

/** The commands that show, forge and judge signatures. */
export function addSignatures(
  program: Command,
  run: { providers: Action; sign: Action; verify: Action },
): void {
  program
    .command('providers')
    .description('who can be verified and forged, or everything about one of them')
    .argument('[name]')
    .action(run.providers);
  const sign = program
    .command('sign')
    .description('print the headers a provider would send with a body')
    .option('--data <file>', 'the body; - reads stdin')
    .option('--timestamp <time>', 'the signed moment, in Unix seconds or ISO (now)')
    .option('--id <id>', 'the delivery id, where it is signed');
  signing(sign).action(run.sign);
  const verify = program
    .command('verify')
    .description('whether a stored event, or a body with headers, is signed rightly')
    .argument('[event]', "42, last, last~2, or the provider's event id")
    .option('--data <file>', 'the body; - reads stdin')
    .option('--header <Name: value>', 'a header of the request; repeatable', collect)
    .option('--at <time>', 'when it is judged, in Unix seconds or ISO (now; a stored event: on arrival)')
    .option('--tolerance <s>', "seconds it may be old, instead of the provider's; 0 takes any age")
    .option('--fetch-key', 'fetch the certificate a request names, from the hosts of its provider');
  signing(verify).action(run.verify);
}

function signing(command: Command): Command {
  return command
    .option('--provider <name>', 'who sends, see: webhook-cli providers')
    .option('--endpoint <name>', 'the endpoint whose secret is used')
    .option('--secret-env <NAME>', 'variable with the signing secret; repeatable', collect)
    .option('--method <method>', 'method of the request (POST)')
    .option('--url <url>', 'the URL as registered, for schemes that sign it');
}
