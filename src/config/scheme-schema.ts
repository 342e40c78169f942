import { z } from 'zod';
import type { HeaderScheme } from '../core/scheme.ts';

const TOKENS = ['body', 'ts', 'id', 'url', 'urldecoded', 'method', 'secret', 'form'];
const KEY_ALGORITHMS = ['ed25519', 'ecdsa-p256-sha256', 'rsa-sha256'] as const;

/** A header name; schemes hold them in lower case. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name')
  .transform((name) => name.toLowerCase());

const format = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('raw') }),
    z.strictObject({ kind: z.literal('prefix'), prefix: z.string().min(1) }),
    z.strictObject({
      kind: z.literal('list'),
      separator: z.string().min(1),
      assign: z.string().min(1),
      key: z.string().min(1),
    }),
  ])
  .describe('How the signature stands in its header: alone, after a prefix, or in a list as t=…,v1=….');

const timestamp = z
  .strictObject({
    from: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('header'), name: headerName, alias: headerName.optional() }),
      z.strictObject({ kind: z.literal('part'), key: z.string().min(1) }),
      z.strictObject({ kind: z.literal('json'), path: z.string().min(1) }),
    ]),
    unit: z.enum(['s', 'ms', 'iso']).default('s'),
    toleranceSeconds: z.number().min(0).default(300).describe('0 switches the check off.'),
    future: z.boolean().default(true).describe('Whether times ahead are refused, too.'),
  })
  .describe('The signed time.');

const fields = z.strictObject({
  header: headerName.describe('The header that carries the signature.'),
  alias: headerName.optional().describe('Its name where it is absent.'),
  format: format.default({ kind: 'raw' }),
  algorithm: z
    .enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256', ...KEY_ALGORITHMS, 'none'] as const)
    .default('hmac-sha256')
    .describe('none: the header must equal what the template gives.'),
  encoding: z.enum(['hex', 'hex-upper', 'hex-any', 'base64', 'base64url', 'text']).default('hex'),
  template: z
    .string()
    .min(1)
    .default('{body}')
    .describe(`What is signed: text, and the tokens ${TOKENS.map((token) => `{${token}}`).join(' ')}.`),
  secret: z
    .enum(['utf8', 'whsec', 'whsec-or-text', 'hex', 'base64', 'key'])
    .default('utf8')
    .describe('How the secret becomes a key.'),
  idHeader: headerName.optional().describe('The header with the signed id, for {id}.'),
  idAlias: headerName.optional(),
  timestamp: timestamp.optional(),
  bodyHashQuery: z.string().min(1).optional().describe('Query parameter with the SHA-256 of a JSON body.'),
});

/** The scheme of a provider of one's own. */
export const schemeSchema = fields
  .superRefine((scheme, context) => {
    for (const [field, message] of contradictions(scheme)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .transform(
    (scheme): HeaderScheme => JSON.parse(JSON.stringify({ kind: 'header', ...scheme })) as HeaderScheme,
  );

type Fields = z.output<typeof fields>;

/** What is each valid alone, and not together. */
function* contradictions(scheme: Fields): Generator<[field: string, message: string]> {
  const tokens = [...scheme.template.matchAll(/\{([^}]*)\}/g)].map(([, token = '']) => token);
  const unknown = tokens.find((token) => !TOKENS.includes(token));
  if (unknown !== undefined)
    yield ['template', `{${unknown}} is no token; there are {${TOKENS.join('} {')}}`];
  if (scheme.algorithm !== 'none' && !tokens.includes('body') && !tokens.includes('form')) {
    yield ['template', 'must hold {body}: else the body is not signed'];
  }
  if (tokens.includes('ts') && scheme.timestamp === undefined) yield ['timestamp', '{ts} needs it'];
  if (tokens.includes('id') && scheme.idHeader === undefined) yield ['idHeader', '{id} needs it'];
  if (scheme.timestamp?.from.kind === 'part' && scheme.format.kind !== 'list') {
    yield ['timestamp', 'only a header of the format list has parts'];
  }
  if (KEY_ALGORITHMS.some((algorithm) => algorithm === scheme.algorithm) !== (scheme.secret === 'key')) {
    yield ['secret', 'key belongs to the algorithms with a key pair, and to them only'];
  }
  if (scheme.encoding === 'text' && scheme.algorithm !== 'none') {
    yield ['encoding', 'text belongs to the algorithm none'];
  }
  const isKeyed = scheme.algorithm.startsWith('hmac') || scheme.secret === 'key';
  if (!isKeyed && !tokens.includes('secret')) {
    yield ['template', `must hold {secret}: nothing else is secret with ${scheme.algorithm}`];
  }
}
