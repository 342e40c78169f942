import { closest } from '../../core/closest.ts';
import { usageError } from '../../core/errors.ts';
import type { TunnelProvider } from '../../tunnels/types.ts';
import type { Session } from './session.ts';

/** The options that choose the public URL. */
export interface TunnelOptions {
  readonly tunnel?: string;
  readonly subdomain?: string;
  readonly tunnelHost?: string;
  readonly publicUrl?: string;
  readonly requireSubdomain?: boolean;
  readonly requireTunnel?: boolean;
}

/** The chosen tunnel, ready to be supervised. */
export interface ChosenTunnel {
  readonly provider: TunnelProvider;
  readonly name: string | undefined;
  readonly requireName: boolean;
}

/** Chooses the tunnel from flags and settings; null where none is wanted. @throws CliError (exit 2) */
export async function chooseTunnel(session: Session, options: TunnelOptions): Promise<ChosenTunnel | null> {
  const { findTunnel, TUNNELS } = await import('../../tunnels/index.ts');
  const { isValidSubdomain } = await import('../../tunnels/localtunnel.ts');
  const settings = session.settings.tunnel ?? {};
  const publicUrl = webUrl('--public-url', options.publicUrl ?? settings.publicUrl);
  const host = webUrl('--tunnel-host', options.tunnelHost ?? settings.host);
  const kind =
    options.tunnel ?? (options.publicUrl === undefined ? settings.provider : 'url') ?? 'localtunnel';
  const provider = findTunnel(kind, { host, publicUrl });
  if (provider === undefined) {
    const near = closest(kind, TUNNELS)[0];
    throw usageError(
      `--tunnel ${kind}: not known`,
      `Use ${TUNNELS.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`,
    );
  }
  if (kind === 'url' && publicUrl === undefined) {
    throw usageError('--tunnel url needs the URL of your tunnel', 'Add --public-url https://…');
  }
  const name = options.subdomain ?? settings.subdomain;
  if (name !== undefined && kind === 'localtunnel' && !isValidSubdomain(name)) {
    throw usageError(
      `--subdomain ${name}: not a name tunnel servers accept`,
      'Use 4 to 63 lower-case letters, digits and inner dashes.',
    );
  }
  const requireName = options.requireSubdomain ?? settings.requireSubdomain ?? false;
  return provider === null ? null : { provider, name, requireName };
}

function webUrl(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw usageError(`${option} ${text}: not a web address`, 'For example: https://hooks.example.com');
}
