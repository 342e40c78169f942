// Writes schema.json from the settings' own description. Run after a build.
import { writeFileSync } from 'node:fs';
import { settingsJsonSchema } from '../dist/config/json-schema.js';

writeFileSync(
  new URL('../schema.json', import.meta.url),
  `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`,
);
