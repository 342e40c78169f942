import { readListenState, type ListenState } from '../../config/listen-state.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { usageError } from '../../core/errors.ts';
import { sessionEndpoints, type Session } from './session.ts';

/** The endpoint to act as, and the running listener if it serves it. */
export interface EndpointChoice {
  readonly endpoint: Endpoint;
  readonly listener: ListenState | undefined;
}

/** The providers of the project's endpoints (of the named one): those a type without a provider is likely of. */
export async function likelyProviders(session: Session, endpoint?: string): Promise<string[]> {
  const listener = await readListenState(session.project);
  const known = session.settings.endpoints ?? listener?.endpoints ?? [{ name: 'default', provider: 'store' }];
  const named = known.filter(({ name }) => endpoint === undefined || name === endpoint);
  return named.map(({ provider }) => provider);
}

/** Which endpoint is meant. */
export interface WantedEndpoint {
  readonly endpoint?: string | undefined;
  readonly provider?: string | undefined;
  /** It goes past the listener: then a provider the project has no endpoint for will do. */
  readonly isDirect: boolean;
}

/** Chooses an endpoint by name or provider; the running listener knows best which there are. */
export async function chooseEndpoint(session: Session, wanted: WantedEndpoint): Promise<EndpointChoice> {
  const listener = await readListenState(session.project);
  const endpoints = await endpointsOf(session, listener, wanted.provider);
  const found = endpoints.find(
    ({ name, provider }) =>
      (wanted.endpoint === undefined || name === wanted.endpoint) &&
      (wanted.provider === undefined || provider.name === wanted.provider),
  );
  if (found !== undefined) return { endpoint: found, listener };
  if (wanted.isDirect && wanted.endpoint === undefined) {
    const { endpoints: _others, ...settings } = session.settings;
    const [made] = await sessionEndpoints({ ...session, settings }, { provider: wanted.provider });
    if (made !== undefined) return { endpoint: made, listener };
  }
  const names = endpoints.map(({ name, provider }) => `${name} (${provider.name})`).join(', ');
  throw usageError(
    `there is no endpoint ${wanted.endpoint ?? `of provider ${wanted.provider}`}`,
    `There is: ${names}${wanted.isDirect ? '' : '. With --to <target> it needs none.'}`,
  );
}

/** The endpoints of the project, as its running listener knows them. */
export async function projectEndpoints(session: Session): Promise<Endpoint[]> {
  return endpointsOf(session, await readListenState(session.project), undefined);
}

/** A listener without a config file was told its one endpoint by flags, which only it knows. */
async function endpointsOf(
  session: Session,
  listener: ListenState | undefined,
  provider: string | undefined,
): Promise<Endpoint[]> {
  const [only] = listener?.endpoints ?? [];
  if (session.settings.endpoints !== undefined) return sessionEndpoints(session);
  if (only === undefined) return sessionEndpoints(session, { provider });
  return sessionEndpoints(session, {
    provider: only.provider,
    endpointPath: only.path,
    secretEnv: only.secretEnv?.filter((name) => session.env[name] !== undefined).length
      ? only.secretEnv
      : undefined,
    target: only.target ?? undefined,
  });
}
