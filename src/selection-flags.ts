import type { Command } from 'commander';
import { collect, commas } from './option-parsers.ts';

/** The options that choose a set of events, the same everywhere. */
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
