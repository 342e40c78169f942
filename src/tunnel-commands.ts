import type { Command } from 'commander';
import { collect, type Action } from './option-parsers.ts';

/** The commands about the public path. */
export function addTunnels(program: Command, run: { tunnels: Action; doctor: Action }): void {
  program.command('tunnels').description('the ways to a public URL, and which are here').action(run.tunnels);
  const doctor = program
    .command('doctor')
    .description('look at everything a webhook needs on its way')
    .argument('[target]', 'your app, as in listen')
    .option('--provider <name>', 'who sends (store)')
    .option('--secret-env <NAME>', 'variable with the signing secret', collect);
  tunnelling(doctor).action(run.doctor);
}

/** The options that choose the public URL. */
export function tunnelling(command: Command): Command {
  return command
    .option(
      '--tunnel <names>',
      'localtunnel, cloudflared, ngrok, ssh, url or none; with commas, the next is taken when one is down',
    )
    .option('--subdomain <name>', 'name to ask the tunnel server for')
    .option('--tunnel-host <url>', 'your own localtunnel server')
    .option('--public-url <url>', 'the URL of a tunnel you run yourself')
    .option('--ssh-host <host>', 'SSH server: [user@]host[:port] (localhost.run)')
    .option('--ssh-forward <what>', 'what the SSH server is to listen at: a port, or name:port')
    .option('--ssh-key <file>', 'private key for the SSH server')
    .option('--require-subdomain', 'fail instead of taking another name');
}
