import path from 'node:path';
import { closest } from '../../core/closest.ts';
import { usageError } from '../../core/errors.ts';
import type { TunnelChoice, TunnelKind, TunnelProvider } from '../../tunnels/types.ts';
import type { Session } from './session.ts';

/** The options that choose the public URL. */
export interface TunnelOptions {
  readonly tunnel?: string;
  readonly subdomain?: string;
  readonly tunnelHost?: string;
  readonly publicUrl?: string;
  readonly sshHost?: string;
  readonly sshForward?: string;
  readonly sshKey?: string;
  readonly requireSubdomain?: boolean;
  readonly requireTunnel?: boolean;
}

/** The chosen tunnels, ready to be supervised. */
export interface ChosenTunnel {
  readonly providers: readonly [TunnelProvider, ...TunnelProvider[]];
  readonly name: string | undefined;
  readonly requireName: boolean;
}

/** Chooses the tunnel from flags and settings; null where none is wanted. @throws CliError (exit 2) */
export async function chooseTunnel(session: Session, options: TunnelOptions): Promise<ChosenTunnel | null> {
  const settings = session.settings.tunnel ?? {};
  const names = tunnelNames(session, options);
  const kinds = await findKinds(names);
  const [first, ...others] = kinds;
  if (first === undefined) return null;
  const choice = readChoice(session, options);
  if (names.includes('url') && choice.publicUrl === undefined)
    throw usageError('--tunnel url needs the URL of your tunnel', 'Add --public-url https://…');
  const name = options.subdomain ?? settings.subdomain;
  if (name !== undefined) await refuseBadName(name, names);
  return {
    providers: [first.make(choice), ...others.map((kind) => kind.make(choice))],
    name,
    requireName: options.requireSubdomain ?? settings.requireSubdomain ?? false,
  };
}

function tunnelNames(session: Session, options: TunnelOptions): string[] {
  const { provider } = session.settings.tunnel ?? {};
  const fallback = options.publicUrl === undefined ? (provider ?? 'localtunnel') : 'url';
  const chosen = options.tunnel ?? fallback;
  return (typeof chosen === 'string' ? chosen.split(',') : chosen).map((name) => name.trim());
}

async function findKinds(names: readonly string[]): Promise<TunnelKind[]> {
  const { findTunnelKind, tunnelKinds } = await import('../../tunnels/index.ts');
  if (names.length === 1 && names[0] === 'none') return [];
  const known = [...tunnelKinds.map(({ name }) => name), 'none'];
  return names.map((name) => {
    const kind = findTunnelKind(name);
    if (kind !== undefined) return kind;
    if (name === 'none') throw usageError('--tunnel none stands alone', 'Leave out none, or the others.');
    const near = closest(name, known)[0];
    throw usageError(
      `--tunnel ${name}: not known`,
      `Use ${known.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`,
    );
  });
}

function readChoice(session: Session, options: TunnelOptions): TunnelChoice {
  const settings = session.settings.tunnel ?? {};
  const { io, project } = session;
  const sshKey = options.sshKey ?? settings.sshKey;
  return {
    env: io.env,
    host: webUrl('--tunnel-host', options.tunnelHost ?? settings.host),
    publicUrl: webUrl('--public-url', options.publicUrl ?? settings.publicUrl),
    sshHost: checked('--ssh-host', options.sshHost ?? settings.sshHost, /^(?!-)[\w.@+:[\]-]+$/),
    sshForward: checked('--ssh-forward', options.sshForward ?? settings.sshForward, /^(?!-)[\w.:-]+$/),
    sshKey: sshKey === undefined ? undefined : path.resolve(io.cwd, sshKey),
    knownHosts: path.join(project.stateDir, 'known_hosts'),
  };
}

/** These become arguments of another program. */
function checked(option: string, text: string | undefined, pattern: RegExp): string | undefined {
  if (text === undefined || pattern.test(text)) return text;
  throw usageError(`${option} ${text}: not understood`, 'For example: --ssh-host me@example.com:22');
}

async function refuseBadName(name: string, kinds: readonly string[]): Promise<void> {
  const { isValidSubdomain } = await import('../../tunnels/localtunnel.ts');
  const isValid = kinds.includes('localtunnel') ? isValidSubdomain(name) : /^[a-z0-9][a-z0-9.-]*$/.test(name);
  if (isValid) return;
  throw usageError(
    `--subdomain ${name}: not a name tunnel servers accept`,
    'Use 4 to 63 lower-case letters, digits and inner dashes.',
  );
}

function webUrl(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw usageError(`${option} ${text}: not a web address`, 'For example: https://hooks.example.com');
}
