import type { Provider } from '../core/provider.ts';
import { store } from './store.ts';

/** Every provider we can verify and forge. A new one is one file and one line here. */
export const providers: readonly Provider[] = [store];

/** The provider of that name, or undefined. */
export function findProvider(name: string): Provider | undefined {
  return providers.find((provider) => provider.name === name);
}
