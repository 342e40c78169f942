import { readFileSync } from 'node:fs';
import { Command, CommanderError, type Option } from 'commander';
import { CliError, EXIT, type ExitCode } from './core/errors.ts';
import type { CommandContext, Io } from './core/io.ts';
import { collect, commas, type Action } from './option-parsers.ts';
import { addReplay } from './replay-command.ts';
import { addSamples } from './sample-commands.ts';
import { selecting, sending } from './shared-options.ts';
import { addSignatures } from './signature-commands.ts';
import { addComparing } from './comparing-commands.ts';
import { addInspector, inspecting } from './inspector-commands.ts';
import { addTesting } from './testing-commands.ts';
import { addTrigger } from './trigger-command.ts';
import { addTunnels, tunnelling } from './tunnel-commands.ts';

/** A command's module: options in, exit code out. */
interface Verb {
  run(context: CommandContext<never>, ...words: never[]): Promise<ExitCode>;
}

/** Runs one command line. Never rejects: every error ends as a message and an exit code. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = commandTree(io, (ended) => (code = ended));
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, argv, io);
  }
}

/** This package's version. */
export function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function explain(error: unknown, argv: readonly string[], io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    const [line = ''] = error.message
      .replace(/^error: /, '')
      .replace(/\n\(/, ' (')
      .split('\n');
    io.stderr.write(`error: ${line}\nSee: webhook-cli help\n`);
    return EXIT.usage;
  }
  const known = error instanceof CliError ? error : undefined;
  const message = known?.message ?? `unexpected: ${(error as Error).message}`;
  io.stderr.write(
    `error: ${oneLine(message)}\n${known?.hint ?? 'Run it again with --verbose and report what it prints.'}\n`,
  );
  if (argv.includes('--verbose')) io.stderr.write(`${(error as Error).stack}\n`);
  return known?.exitCode ?? EXIT.environment;
}

/** Messages may quote what the user typed or the system said. */
function oneLine(message: string): string {
  return message.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}

function commandTree(io: Io, ended: (code: ExitCode) => void): Command {
  const program = new Command('webhook-cli')
    .description('Receive, verify, store, forward, forge and replay webhooks on your own machine.')
    .version(version(), '-V, --version')
    .option('--dir <path>', 'where the state lives, instead of .webhook-cli in the project')
    .option('--json', 'machine-readable output on stdout')
    .option('--no-color', 'no colours')
    .option('--verbose', 'stack traces of errors')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined })
    .helpCommand('help [command]', 'how to use a command')
    .showSuggestionAfterError();
  const on = (load: () => Promise<unknown>) => action(io, load, ended);
  addListen(
    program,
    on(() => import('./commands/listen.ts')),
  );
  addTrigger(
    program,
    on(() => import('./commands/trigger.ts')),
  );
  addReplay(
    program,
    on(() => import('./commands/replay.ts')),
  );
  addLooking(program, {
    list: on(() => import('./commands/list.ts')),
    show: on(() => import('./commands/show.ts')),
    why: on(() => import('./commands/why.ts')),
  });
  addComparing(program, {
    diff: on(() => import('./commands/diff.ts')),
    stats: on(() => import('./commands/stats.ts')),
  });
  addSamples(program, {
    samples: on(() => import('./commands/samples.ts')),
    importSamples: on(() => import('./commands/samples-import.ts')),
    save: on(() => import('./commands/sample-save.ts')),
  });
  addSecret(
    program,
    on(() => import('./commands/secret.ts')),
  );
  addTunnels(program, {
    tunnels: on(() => import('./commands/tunnels.ts')),
    doctor: on(() => import('./commands/doctor.ts')),
  });
  addSignatures(program, {
    providers: on(() => import('./commands/providers.ts')),
    sign: on(() => import('./commands/sign.ts')),
    verify: on(() => import('./commands/verify.ts')),
  });
  addInspector(program, { inspect: on(() => import('./commands/inspect.ts')) });
  addTesting(program, {
    check: on(() => import('./commands/check.ts')),
    expect: on(() => import('./commands/expect.ts')),
  });
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.exitOverride().copyInheritedSettings(program);
    for (const option of program.options.filter(isShared)) command.addOption(option);
  }
  return program;
}

/** `list --json` and `--json list` are the same. */
function isShared(option: Option): boolean {
  return option.long !== '--version';
}

function action(io: Io, load: () => Promise<unknown>, ended: (code: ExitCode) => void): Action {
  return async (...parameters) => {
    const command = parameters.at(-1) as Command;
    const verb = (await load()) as Verb;
    const chain = [command, command.parent, command.parent?.parent].flatMap((one) => one?.opts() ?? []);
    const options = Object.assign({}, ...chain.toReversed()) as Record<string, unknown>;
    // --no-color has the default true in every place: each one may switch it off.
    options['color'] = chain.every(({ color }) => color !== false);
    // After the arguments commander adds the command's options and the command itself.
    const words = parameters.slice(0, -2) as never[];
    ended(await verb.run({ io, options: options as never }, ...words));
  };
}

function addListen(program: Command, run: Action): void {
  const command = program
    .command('listen')
    .description('open a public URL; receive, verify, store and forward')
    .argument('[target]', 'port, :port/path, host:port/path or URL; without it events are only captured')
    .option('--require-tunnel', 'fail where no public URL can be opened')
    .option('--provider <name>', 'who sends, see: webhook-cli providers (store)')
    .option('--secret-env <NAME>', 'variable with the signing secret; repeat during rotation', collect)
    .option('--endpoint-path <path>', 'only take events at this path')
    .option('--events <patterns>', 'types to forward, with commas; others are only stored', commas)
    .option('--forward-invalid', 'forward events that do not verify, too')
    .option('--forward-handshakes', 'let the app answer what a provider sends before any event')
    .option('--ack', 'answer 202 once an event is stored, then deliver in order, when the app is there')
    .option('--retries <when>', 'with --ack, after an answer outside 2xx: provider, none, or 5s,1m,…')
    .option('--chaos <spec>', "what goes wrong on the way to the app: 'dup=20%,delay=0-5s,reorder=3,drop=2%'")
    .option('--seed <n>', 'the same faults again')
    .option('--port <n>', 'port to receive at (4400, or the next free one)')
    .option('--max-body <size>', 'largest body (25mb)')
    .option('--quiet', 'events and errors only')
    .option('--ready-file <path>', 'write where it listens there, once it is ready');
  sending(tunnelling(inspecting(command))).action(run);
}

function addLooking(program: Command, run: { list: Action; show: Action; why: Action }): void {
  selecting(program.command('list').description('stored events, newest first'))
    .option('--follow', 'go on with the new ones')
    .action(run.list);
  program
    .command('show')
    .description('everything about one event')
    .argument('<event>', "42, last, last~2, or the provider's event id")
    .option('--body', 'the exact body bytes')
    .option('--headers', 'the headers alone')
    .option('--attempts', 'the delivery attempts alone')
    .option('--reveal', 'sensitive headers in full')
    .action(run.show);
  program
    .command('why')
    .description('what became of one event, why, and what to do next')
    .argument('<event>', "42, last, last~2, or the provider's event id")
    .action(run.why);
}

function addSecret(program: Command, run: Action): void {
  program
    .command('secret')
    .description('where the signing secrets come from')
    .option('--reveal', 'print the secret')
    .option('--generate', 'make a new one')
    .option('--set', 'store your own, read from stdin or asked for')
    .option('--endpoint <name>', 'of this endpoint only')
    .action(run);
}
