import type { Endpoint, SecretSource } from '../core/endpoint.ts';
import { usageError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import { parseTarget, type Target } from '../core/target.ts';
import type { Environment } from './environment.ts';
import type { Project } from './project.ts';
import { ensureFileSecret } from './secret-file.ts';
import type { EndpointSettings, Settings } from './settings-schema.ts';

/** What the command line says about endpoints. */
export interface EndpointFlags {
  readonly provider?: string | undefined;
  readonly secretEnv?: readonly string[] | undefined;
  readonly endpointPath?: string | undefined;
  readonly target?: string | undefined;
  readonly events?: readonly string[] | undefined;
}

/** What endpoints are resolved from. */
export interface EndpointSources {
  readonly project: Project;
  readonly settings: Settings;
  readonly env: Environment;
  readonly flags: EndpointFlags;
  findProvider(name: string): Provider | undefined;
}

/** The variable that holds the secret where nothing else is said. */
export const DEFAULT_SECRET_ENV = 'WEBHOOK_SECRET';
const DEFAULT_VERIFY_TOKEN_ENV = 'WEBHOOK_VERIFY_TOKEN';

/**
 * The endpoints of a project, ready to use, with what the user should know about them.
 * @throws CliError (exit 2) for an unknown provider, a bad target, an empty or missing secret
 */
export async function resolveEndpoints(
  sources: EndpointSources,
): Promise<{ endpoints: Endpoint[]; warnings: string[] }> {
  const warnings: string[] = [];
  const endpoints: Endpoint[] = [];
  for (const settings of endpointSettings(sources)) {
    endpoints.push(await resolveEndpoint(sources, settings, warnings));
  }
  return { endpoints, warnings };
}

function endpointSettings({ settings, flags }: EndpointSources): EndpointSettings[] {
  const { provider, secretEnv, endpointPath } = flags;
  if (settings.endpoints === undefined) return [endpointFromFlags(flags)];
  if (provider !== undefined || secretEnv !== undefined || endpointPath !== undefined) {
    throw usageError(
      '--provider, --secret-env and --endpoint-path describe the one endpoint of a project without a config file',
      'Change the endpoint in webhook.config.json instead.',
    );
  }
  return settings.endpoints;
}

function endpointFromFlags(flags: EndpointFlags): EndpointSettings {
  const path = flags.endpointPath ?? '/';
  if (!/^\/[^?#\s]*$/.test(path)) {
    throw usageError(
      `--endpoint-path ${path}: must start with / and hold no query`,
      'For example: /webhooks/store',
    );
  }
  return {
    name: 'default',
    path,
    provider: flags.provider ?? 'store',
    ...(flags.secretEnv === undefined ? {} : { secretEnv: [...flags.secretEnv] }),
  };
}

async function resolveEndpoint(
  sources: EndpointSources,
  settings: EndpointSettings,
  warnings: string[],
): Promise<Endpoint> {
  const provider = sources.findProvider(settings.provider);
  if (provider === undefined) {
    throw usageError(
      `endpoint ${settings.name}: there is no provider called ${settings.provider}`,
      'The default provider is called store.',
    );
  }
  const secret = await resolveSecrets(sources, settings, warnings);
  return {
    name: settings.name,
    path: settings.path,
    provider,
    url: settings.url ?? null,
    secrets: secret.values,
    secretSource: secret.source,
    verifyToken: sources.env[settings.verifyTokenEnv ?? DEFAULT_VERIFY_TOKEN_ENV] ?? null,
    target: targetOf(sources.flags.target ?? settings.forward),
    events: sources.flags.events ?? settings.events ?? null,
  };
}

/** Reads a target. @throws CliError (exit 2) saying what a target may look like */
export function requireTarget(text: string): Target {
  const target = parseTarget(text);
  if (target !== undefined) return target;
  throw usageError(
    `${text} is not a target`,
    'A target is a port (3000), :3000/path, host:port/path or an http(s) URL.',
  );
}

function targetOf(text: string | undefined): Target | null {
  return text === undefined ? null : requireTarget(text);
}

async function resolveSecrets(
  sources: EndpointSources,
  settings: EndpointSettings,
  warnings: string[],
): Promise<{ values: string[]; source: SecretSource }> {
  const names = secretNames(settings);
  const found = names.filter((name) => sources.env[name] !== undefined);
  refuseEmpty(found, sources.env);
  if (found.length > 0) {
    const values = found.map((name) => sources.env[name] as string);
    return { values, source: { kind: 'configured', from: found } };
  }
  if (sources.flags.secretEnv !== undefined) throw unsetSecret(names);
  if (settings.secretEnv !== undefined) warnings.push(unsetWarning(settings.name, names));
  const file = await ensureFileSecret(sources.project);
  const source: SecretSource = file.isGenerated
    ? { kind: 'generated' }
    : { kind: 'configured', from: ['the project'] };
  return { values: [file.value], source };
}

/** The environment variables an endpoint's secrets are read from. */
export function secretNames(settings: Pick<EndpointSettings, 'secretEnv'>): string[] {
  const { secretEnv } = settings;
  if (secretEnv === undefined) return [DEFAULT_SECRET_ENV];
  return typeof secretEnv === 'string' ? [secretEnv] : secretEnv;
}

/** An empty key would make every signature forgeable by anybody. */
function refuseEmpty(names: readonly string[], env: Environment): void {
  const empty = names.find((name) => (env[name] as string).trim() === '');
  if (empty === undefined) return;
  throw usageError(
    `${empty} is set but empty`,
    'Put the signing secret from the provider into it, or unset it to work with a generated secret.',
  );
}

function unsetSecret(names: readonly string[]) {
  const which = names.join(', ');
  return usageError(
    `${which} is not set`,
    `Set it in the environment or in .env: ${names[0]}=<signing secret>`,
  );
}

function unsetWarning(endpoint: string, names: readonly string[]): string {
  return `endpoint ${endpoint}: ${names.join(', ')} is not set; incoming signatures are not checked until it is`;
}
