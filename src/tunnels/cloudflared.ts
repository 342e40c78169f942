import { devNull } from 'node:os';
import { freePort } from './free-port.ts';
import { pollJson } from './poll-json.ts';
import { firstLine, openProgramSession } from './program-session.ts';
import { detectProgram, findProgram, startProgram } from './program.ts';
import { TunnelError, type SessionEnd, type TunnelChoice, type TunnelKind } from './types.ts';

const HINT =
  'install it: brew install cloudflared, winget install Cloudflare.cloudflared, or its Linux package';

/** Creating quick tunnels is rate limited, for minutes. */
const RATE_LIMIT_MS = 120_000;

/** Cloudflare's quick tunnels, by the user's own program: no account, a new name at each start. */
export const cloudflared: TunnelKind = {
  name: 'cloudflared',
  traits: {
    needs: 'the program cloudflared',
    url: 'new at each start',
    headers: 'normalised',
    encryptedLeg: true,
  },
  detect: (env) => detectProgram({ name: 'cloudflared', versionArgs: ['--version'], hint: HINT }, env),
  make: ({ env }) => ({
    name: 'cloudflared',
    openDeadlineMs: 30_000,
    async open({ port, deadlineMs }) {
      const file = await findProgram('cloudflared', env);
      if (file === undefined)
        throw new TunnelError({ kind: 'unavailable', reason: `cloudflared is not here; ${HINT}` });
      const metrics = `127.0.0.1:${await freePort()}`;
      const program = startProgram(file, args(metrics, port), ownEnv(env));
      const publicUrl = Promise.race([urlFromApi(metrics, program.ended), firstLine(program, urlFromLine)]);
      return openProgramSession({
        program,
        publicUrl,
        deadlineMs,
        name: undefined,
        settleMs: 30_000,
        explain,
      });
    },
  }),
};

/** A configuration of the user's would turn the tunnel elsewhere: an empty one keeps it out. */
function args(metrics: string, port: number): string[] {
  const own = ['--config', devNull, '--no-autoupdate', '--grace-period', '1s', '--metrics', metrics];
  return ['tunnel', ...own, '--url', `http://127.0.0.1:${port}`];
}

function ownEnv(env: TunnelChoice['env']): TunnelChoice['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TUNNEL_')));
}

function urlFromApi(metrics: string, stopped: Promise<unknown>): Promise<string> {
  return pollJson({
    url: `http://${metrics}/quicktunnel`,
    everyMs: 250,
    stopped,
    read: (_status, body) => {
      const { hostname } = (body ?? {}) as { hostname?: unknown };
      return typeof hostname === 'string' && hostname !== '' ? `https://${hostname}` : undefined;
    },
  });
}

function urlFromLine(line: string): string | undefined {
  return /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com/.exec(line)?.[0];
}

function explain(lines: readonly string[]): SessionEnd {
  const said = lines.join('\n');
  if (/\b429\b|\b1015\b|failed to unmarshal quick Tunnel/i.test(said)) {
    const reason = 'Cloudflare gives no more quick tunnels for now (rate limited)';
    return { kind: 'rate-limited', reason, retryAfterMs: RATE_LIMIT_MS };
  }
  const error = lines.findLast((line) => /\bERR\b|error|failed/i.test(line));
  const why = error?.replace(/^\S+Z\s+(ERR|FTL)\s+/, '').slice(0, 200);
  return { kind: 'lost', reason: `cloudflared ended${why === undefined ? '' : `: ${why}`}` };
}
