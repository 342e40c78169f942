import { pollJson } from './poll-json.ts';
import { firstLine, openProgramSession } from './program-session.ts';
import { detectProgram, findProgram, startProgram, type RunningProgram } from './program.ts';
import { TunnelError, type SessionEnd, type TunnelKind } from './types.ts';

const HINT = 'install it: brew install ngrok, or https://ngrok.com/download';
const ACCOUNT = 'ngrok needs an account: ngrok config add-authtoken <token>, or set NGROK_AUTHTOKEN';

/** ngrok, by the user's own program and account. */
export const ngrok: TunnelKind = {
  name: 'ngrok',
  traits: {
    needs: 'the program ngrok and an account',
    url: 'the domain of the account',
    headers: 'normalised',
    encryptedLeg: true,
  },
  detect: (env) => detectProgram({ name: 'ngrok', versionArgs: ['version'], hint: HINT }, env),
  make: ({ env }) => ({
    name: 'ngrok',
    openDeadlineMs: 15_000,
    async open({ port, deadlineMs, name }) {
      const file = await findProgram('ngrok', env);
      if (file === undefined)
        throw new TunnelError({ kind: 'unavailable', reason: `ngrok is not here; ${HINT}` });
      const domain = name === undefined ? [] : ['--domain', name];
      const log = ['--log', 'stdout', '--log-format', 'json'];
      const program = startProgram(file, ['http', String(port), ...log, ...domain], env);
      const publicUrl = Promise.race([firstLine(program, urlFromLine), urlFromApi(program)]);
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

interface LogLine {
  readonly msg?: unknown;
  readonly url?: unknown;
  readonly addr?: unknown;
  readonly err?: unknown;
}

function parse(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function urlFromLine(line: string): string | undefined {
  const { msg, url } = parse(line);
  return msg === 'started tunnel' && typeof url === 'string' ? url : undefined;
}

/** The agent says where its local API is, and the API which URL it has. */
async function urlFromApi(program: RunningProgram): Promise<string> {
  const address = await firstLine(program, (line) => {
    const { msg, addr } = parse(line);
    return msg === 'starting web service' && typeof addr === 'string' ? addr : undefined;
  });
  return pollJson({
    url: `http://${address}/api/tunnels`,
    everyMs: 250,
    stopped: program.ended,
    read: (_status, body) => {
      const { tunnels } = (body ?? {}) as { tunnels?: { public_url?: unknown }[] };
      const urls = (Array.isArray(tunnels) ? tunnels : []).map((tunnel) => tunnel.public_url);
      return urls.find((url): url is string => typeof url === 'string' && url.startsWith('https://'));
    },
  });
}

function explain(lines: readonly string[]): SessionEnd {
  const said = lines.join('\n');
  const code = /ERR_NGROK_(\d+)/.exec(said)?.[1];
  if (/authtoken|ERR_NGROK_(105|107|4018)\b/.test(said)) return { kind: 'unavailable', reason: ACCOUNT };
  const errors = lines.map((line) => parse(line).err).filter((err) => typeof err === 'string');
  const why = errors.findLast((err) => err !== '<nil>')?.split('\n')[0];
  const words = [code === undefined ? '' : ` (ERR_NGROK_${code})`, why === undefined ? '' : `: ${why}`];
  const kind = /ERR_NGROK_(108|727|702)\b/.test(said) ? 'rate-limited' : 'lost';
  return {
    kind,
    reason: `ngrok ended${words.join('').slice(0, 220)}`,
    retryAfterMs: kind === 'lost' ? 0 : 60_000,
  };
}
