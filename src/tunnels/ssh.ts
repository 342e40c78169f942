import { findSshService, type SshService } from './ssh-services.ts';
import { firstLine, openProgramSession } from './program-session.ts';
import { detectProgram, findProgram, startProgram, type RunningProgram } from './program.ts';
import { TunnelError, type SessionEnd, type TunnelChoice, type TunnelKind } from './types.ts';
import { wait } from './wait.ts';

const HINT = 'install OpenSSH: apt install openssh-client, or Settings > Optional features on Windows';

/** OpenSSH's remote forward: through a public service, or any host of one's own. */
export const ssh: TunnelKind = {
  name: 'ssh',
  traits: {
    needs: 'OpenSSH; some hosts need your key',
    url: 'depends on --ssh-host',
    headers: 'raw',
    encryptedLeg: true,
  },
  detect: (env) => detectProgram({ name: 'ssh', versionArgs: ['-V'], hint: HINT }, env),
  make: (choice) => ({
    name: 'ssh',
    openDeadlineMs: 20_000,
    async open({ port, deadlineMs, name }) {
      const file = await findProgram('ssh', choice.env);
      if (file === undefined)
        throw new TunnelError({ kind: 'unavailable', reason: `ssh is not here; ${HINT}` });
      const host = parseSshHost(choice.sshHost ?? 'localhost.run');
      const service = findSshService(host.hostname);
      const program = startProgram(file, sshArgs({ choice, host, service, port, name }), choice.env);
      const publicUrl = urlOf(program, { service, host, publicUrl: choice.publicUrl });
      const explain = (lines: readonly string[]): SessionEnd => explainSsh(host.hostname, lines);
      return openProgramSession({
        program,
        publicUrl,
        deadlineMs,
        name,
        settleMs: 5000,
        explain,
      });
    },
  }),
};

/** An SSH server's address. */
export interface SshHost {
  readonly user: string | undefined;
  readonly hostname: string;
  readonly port: number | undefined;
}

/** Reads `[user@]host[:port]`. @throws TunnelError where it is none: it would end as an option of ssh */
export function parseSshHost(text: string): SshHost {
  const parts = /^(?:([\w.+-]+)@)?([A-Za-z0-9](?:[A-Za-z0-9.-]*)|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?$/.exec(
    text,
  );
  if (parts === null || text.startsWith('-'))
    throw new TunnelError({ kind: 'unavailable', reason: `--ssh-host ${text}: not [user@]host[:port]` });
  const [, user, hostname = '', port] = parts;
  return {
    user,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === undefined ? undefined : Number(port),
  };
}

interface SshArgs {
  readonly choice: TunnelChoice;
  readonly host: SshHost;
  readonly service: SshService;
  readonly port: number;
  readonly name: string | undefined;
}

function sshArgs({ choice, host, service, port, name }: SshArgs): string[] {
  const options = [
    'BatchMode=yes',
    'ExitOnForwardFailure=yes',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=2',
    'StrictHostKeyChecking=accept-new',
    'ConnectTimeout=8',
    ...(choice.knownHosts === undefined
      ? []
      : [`UserKnownHostsFile="${choice.knownHosts}" ~/.ssh/known_hosts`]),
    ...(choice.sshKey === undefined ? [] : ['IdentitiesOnly=yes']),
  ].flatMap((option) => ['-o', option]);
  const key = choice.sshKey === undefined ? [] : ['-i', choice.sshKey];
  const sshPort = host.port ?? service.port;
  const remote = choice.sshForward ?? service.forward(name);
  const user = host.user ?? service.user;
  return [
    '-T',
    ...options,
    ...key,
    ...(sshPort === undefined ? [] : ['-p', String(sshPort)]),
    '-R',
    `${remote}:127.0.0.1:${port}`,
    user === undefined ? host.hostname : `${user}@${host.hostname}`,
    ...service.command,
  ];
}

interface UrlSource {
  readonly service: SshService;
  readonly host: SshHost;
  /** What the user says the URL is. */
  readonly publicUrl: string | undefined;
}

/** A plain SSH server prints no URL: its port is one, unless something is printed soon after. */
function urlOf(program: RunningProgram, { service, host, publicUrl }: UrlSource): Promise<string> {
  const printed = firstLine(program, (line) => service.urlIn(line));
  const allocated = firstLine(program, (line) => /Allocated port (\d+) for remote forward/.exec(line)?.[1]);
  if (publicUrl !== undefined) return Promise.race([printed, allocated]).then(() => publicUrl);
  const plain = allocated.then(async (port) => {
    await wait(1500, printed);
    return `http://${host.hostname}:${port}`;
  });
  return Promise.race([printed, plain]);
}

function explainSsh(hostname: string, lines: readonly string[]): SessionEnd {
  const said = lines.join('\n');
  if (/Permission denied/i.test(said)) {
    const reason = `${hostname} does not accept your SSH key: make one with ssh-keygen, or name one by --ssh-key`;
    return { kind: 'unavailable', reason };
  }
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i.test(said)) {
    const reason = `the host key of ${hostname} has changed: check it, then ssh-keygen -R ${hostname}`;
    return { kind: 'unavailable', reason };
  }
  if (/remote port forwarding failed/i.test(said))
    return { kind: 'lost', reason: `${hostname} does not give that port or name (taken, or not allowed)` };
  const last = lines.findLast((line) => /^ssh:|timeout|timed out|closed|refused|not responding/i.test(line));
  return { kind: 'lost', reason: `ssh ended${last === undefined ? '' : `: ${last.trim().slice(0, 200)}`}` };
}
