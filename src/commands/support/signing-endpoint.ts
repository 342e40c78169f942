import type { Endpoint } from '../../core/endpoint.ts';
import { usageError, type CliError } from '../../core/errors.ts';
import { providers } from '../../providers/index.ts';
import { closest } from '../../core/closest.ts';
import { chooseEndpoint } from './endpoint-choice.ts';
import { sessionEndpoints, sessionProvider, type Session } from './session.ts';

/** What `sign` and `verify` say about whom they act as. */
export interface SigningOptions {
  readonly provider?: string;
  readonly endpoint?: string;
  readonly secretEnv?: string[];
}

/**
 * The endpoint to sign or verify as. Named variables, or a provider without an endpoint, stand for
 * one of their own, apart from the project's.
 * @throws CliError (exit 2) for an unknown provider or endpoint, or a secret that is not set
 */
export async function signingEndpoint(session: Session, options: SigningOptions): Promise<Endpoint> {
  const { provider, secretEnv, endpoint } = options;
  if (provider !== undefined && sessionProvider(session, provider) === undefined) {
    throw unknownProvider(session, provider);
  }
  if (secretEnv === undefined && provider === undefined) {
    return (await chooseEndpoint(session, { endpoint, isDirect: true })).endpoint;
  }
  const own = await sessionEndpoints(session);
  const known = own.find(
    (one) =>
      (endpoint === undefined || one.name === endpoint) &&
      (provider === undefined || one.provider.name === provider),
  );
  if (known !== undefined && secretEnv === undefined) return known;
  const alone = { ...session, settings: { ...session.settings, endpoints: undefined } };
  const flags = { provider: provider ?? known?.provider.name, secretEnv };
  const [only] = await sessionEndpoints(alone, flags);
  return { ...(only as Endpoint), url: known?.url ?? null };
}

/** The error for a provider nobody described (exit 2). */
export function unknownProvider({ settings }: Session, name: string): CliError {
  const names = [...Object.keys(settings.providers ?? {}), ...providers.map((provider) => provider.name)];
  const near = closest(name, names);
  return usageError(
    `there is no provider called ${name}`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See all of them: webhook-cli providers',
  );
}
