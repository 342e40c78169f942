import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** The JSON Schema of `webhook.config.json`, for editors; shipped as `schema.json`. */
export function settingsJsonSchema(): Record<string, unknown> {
  return { title: 'webhook-cli settings', ...z.toJSONSchema(settingsSchema, { io: 'input' }) };
}
