import type { Provider } from '../core/provider.ts';
import type { ProviderSettings } from './provider-schema.ts';

/** The provider that settings describe. */
export function customProvider(name: string, settings: ProviderSettings): Provider {
  return { ...settings, name, title: settings.title ?? name, handshakes: [] };
}
