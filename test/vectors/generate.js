// Writes the vectors beside this file: node test/vectors/generate.js. Signatures come from sign.js,
// expected verdicts from how each request was made. New key pairs every time: only public halves stay.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { hmacBase64, hmacHex, hmacPrefix } from './generate-hmac.js';
import { asymmetricVectors } from './generate-keys.js';
import { listTimestamp, standardWebhooks } from './generate-lists.js';
import { tokenVectors } from './generate-tokens.js';
import { urlVectors } from './generate-urls.js';
import { knownAnswers } from './known-answers.js';

const FAMILIES = {
  'hmac-hex': hmacHex,
  'hmac-prefix': hmacPrefix,
  'list-timestamp': listTimestamp,
  'standard-webhooks': standardWebhooks,
  'hmac-base64': hmacBase64,
  url: urlVectors(),
  asymmetric: asymmetricVectors(),
  token: tokenVectors(),
};

for (const known of knownAnswers()) FAMILIES[known.family].push(known.vector);
for (const [family, vectors] of Object.entries(FAMILIES)) {
  const names = vectors.map(({ provider, name }) => `${provider}: ${name}`);
  assert.equal(new Set(names).size, names.length, `${family}: names repeat`);
  assert.ok(vectors.length >= 40, `${family}: ${vectors.length}`);
  const lines = vectors.map((one) => JSON.stringify(one)).join(',\n');
  writeFileSync(new URL(`${family}.json`, import.meta.url), `[\n${lines}\n]\n`);
}
