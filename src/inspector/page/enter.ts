import { get, post, RequestFailed } from './api.ts';
import type { ListJson, StateJson } from '../wire.ts';

/** Whether the page may be used, and if so how things are. */
export type Access =
  | { readonly kind: 'open'; readonly state: StateJson; readonly list: ListJson }
  | { readonly kind: 'closed'; readonly message: string };

/** Gives the ticket of the link for a cookie, and takes it out of the address bar. */
export async function enter(): Promise<Access> {
  const ticket = location.hash.slice(1);
  if (ticket !== '') {
    history.replaceState(null, '', '/');
    // A used ticket is no harm where the cookie is still good.
    await post('/api/session', { ticket }).catch(() => undefined);
  }
  try {
    const [list, state] = await Promise.all([
      get<ListJson>('/api/events?limit=60'),
      get<StateJson>('/api/state'),
    ]);
    return { kind: 'open', state, list };
  } catch (error) {
    const message = error instanceof RequestFailed ? error.message : 'webhook-cli does not answer';
    return { kind: 'closed', message };
  }
}
