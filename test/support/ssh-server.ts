import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

const SSHD = '/usr/sbin/sshd';

/** Whether this machine has OpenSSH's server; where CI has none, the tests that need it fail. */
export const hasSshd = existsSync(SSHD) || process.env['CI'] !== undefined;

/** A real OpenSSH server on a port of its own. */
export interface SshServer {
  readonly port: number;
  /** A private key it accepts. */
  readonly key: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Prepares a server in a folder, with keys of its own, and starts it. */
export async function sshServer(folder: string): Promise<SshServer> {
  const file = (name: string): string => path.join(folder, name);
  for (const name of ['host_key', 'user_key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  const port = await freePort();
  const config = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: file('host_key'),
    AuthorizedKeysFile: file('user_key.pub'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    PermitRootLogin: 'yes',
    AllowTcpForwarding: 'yes',
  };
  const text = Object.entries(config).map(([name, value]) => `${name} ${value}`);
  writeFileSync(file('sshd_config'), `${text.join('\n')}\n`);
  // Needed by the server where it runs as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(SSHD, ['-D', '-e', '-f', file('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => line.includes('Server listening') && resolve());
      child?.once('exit', (code) => reject(new Error(`sshd ended with ${code}`)));
    });
  };
  const stop = async (): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    // Its sessions are processes of their own: they end with their connections.
    spawnSync('pkill', ['-KILL', '-P', String(child.pid)]);
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return { port, key: file('user_key'), start, stop };
}
