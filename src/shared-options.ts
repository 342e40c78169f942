import type { Command } from 'commander';
import { collect, commas } from './option-parsers.ts';

/** The options that say which events are meant. */
export function selecting(command: Command): Command {
  return command
    .option('--type <patterns>', 'types, with * and commas', commas)
    .option('--provider <name>', 'of this provider')
    .option('--endpoint <name>', 'at this endpoint')
    .option(
      '--outcome <words>',
      'delivered, failed, pending, rejected, filtered, captured, handshake',
      commas,
    )
    .option('--signature <words>', 'valid, invalid, missing, unchecked', commas)
    .option('--origin <words>', 'tunnel, local, trigger, import', commas)
    .option('--since <time>', '2h, 3d, 2026-11-20, 2026-11-20T10:00Z')
    .option('--until <time>', 'the same forms')
    .option('--search <text>', 'text in body, path, type or id')
    .option('--where <condition>', "of the JSON body: 'data.total>=100'; repeatable", collect)
    .option('--limit <n>', 'at most n');
}

/** The options that say how an app is sent to. */
export function sending(command: Command): Command {
  return command
    .option('--timeout <duration>', 'how long the app may take (30s; 0 waits for ever)')
    .option('--header <Name: value>', 'add or replace a header; repeatable', collect)
    .option('--host-header <value>', "Host to send instead of the target's")
    .option('--ca <file>', 'certificate authority of a local HTTPS app')
    .option('--insecure', 'accept any certificate of the app')
    .option('--allow-remote', 'allow a target on another machine')
    .option('--confirm-host <host>', 'name that machine, where nobody can be asked');
}
