import type { ListenState } from '../../config/listen-state.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { ListenerParts } from './listener.ts';

/** Ports of targets on this machine: where the listener must not stand itself. */
export function ownTargetPorts(endpoints: readonly Endpoint[]): number[] {
  const local = /^(localhost|127\..*|::1|0\.0\.0\.0|\[?::1?\]?)$/i;
  return endpoints.flatMap(({ target }) =>
    target !== null && local.test(target.hostname) ? [target.port] : [],
  );
}

/** All targets as one text. */
export function targetText(endpoints: readonly Endpoint[]): string | null {
  const texts = endpoints.flatMap(({ target }) =>
    target === null ? [] : [`${target.origin}${target.path ?? ''}`],
  );
  return texts.length === 0 ? null : [...new Set(texts)].join(', ');
}

/** What `listen.json` says of a listener that has no public URL yet. */
export function stateOf(
  parts: Pick<ListenerParts, 'endpoints' | 'session' | 'secretEnv'>,
  { localUrl, token, probePath }: { localUrl: string; token: string; probePath: string },
): ListenState {
  const { endpoints, session, secretEnv } = parts;
  return {
    pid: process.pid,
    startedAt: new Date(session.io.now()).toISOString(),
    localUrl,
    publicUrl: null,
    inspectorUrl: null,
    tunnel: null,
    target: targetText(endpoints),
    token,
    probePath,
    endpoints: endpoints.map(({ name, path, provider, target }) => ({
      name,
      path,
      provider: provider.name,
      secretEnv: secretEnv === null ? null : [...secretEnv],
      target: target === null ? null : `${target.origin}${target.path ?? ''}`,
    })),
  };
}
