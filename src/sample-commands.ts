import type { Command } from 'commander';
import { usageError } from './core/errors.ts';
import { collect, type Action } from './option-parsers.ts';

/** The commands that show samples and make them. */
export function addSamples(
  program: Command,
  run: { samples: Action; importSamples: Action; save: Action },
): void {
  const samples = program
    .command('samples')
    .description('the event types trigger knows, or the payload of one')
    .argument('[type]')
    .option('--provider <name>', 'of this provider only')
    .option('--seed <n>', 'the same ids and times again')
    .helpCommand(false)
    .action(run.samples);
  samples
    .command('import')
    .description('make a sample of every webhook an OpenAPI description lists')
    .argument('<file>', 'openapi.json or .yaml; - reads stdin')
    .option('--provider <name>', "who sends them (the endpoint's, or store)")
    .option('--overwrite', 'replace samples that are there')
    .action(run.importSamples);
  const sample = program
    .command('sample')
    .description('make a stored event a sample of this project')
    .helpCommand(false)
    .action(() => {
      throw usageError('which event shall be saved?', 'For example: webhook-cli sample save last');
    });
  sample
    .command('save')
    .description('write a stored event to samples/, where trigger finds it')
    .argument('<event>', "42, last, last~2, or the provider's event id")
    .option('--as <type>', 'the type to save it as, instead of its own')
    .option('--redact <path>', 'put something harmless there: data.customer.*; repeatable', collect)
    .option('--overwrite', 'replace a sample of this type')
    .action(run.save);
}
