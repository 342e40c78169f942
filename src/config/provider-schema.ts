import { z } from 'zod';
import { ANY_SUCCESS, JSON_HEADERS } from '../core/provider.ts';
import { headerName, schemeSchema } from './scheme-schema.ts';

const place = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('header'), name: headerName }),
  z.strictObject({ kind: z.literal('json'), path: z.string().min(1) }),
]);

const locator = place.nullable().default(null);

const headerLine = z.tuple([
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/),
  z.string().regex(/^[^\r\n\0]*$/),
]);

/** A provider of one's own, described like the built-in ones. */
export const providerSchema = z
  .strictObject({
    title: z.string().min(1).optional().describe('Human name.'),
    scheme: schemeSchema.describe('How it signs.'),
    eventType: locator.describe('Where the type of an event stands.'),
    eventAction: place.optional().describe('Where the second half of the type stands, if apart.'),
    eventId: locator.describe('Where the id of an event stands.'),
    answerWithinSeconds: z.number().positive().nullable().default(null),
    answer: z
      .strictObject({ status: z.int().min(100).max(599).nullable(), body: z.string().nullable() })
      .default(ANY_SUCCESS)
      .describe('The answer that counts as received.'),
    retryAfterSeconds: z.array(z.number().min(0)).default([]).describe('Seconds before each retry.'),
    retryFacts: z
      .strictObject({
        never: z.boolean().optional().describe('It never tries again by itself.'),
        endedBy: z.array(z.int().min(100).max(599)).optional().describe('Statuses that end the retries.'),
        atLast: z.string().min(1).optional().describe('What becomes of the webhook after the last one.'),
        inItsWords: z.string().min(1).optional().describe('What the provider says about that.'),
      })
      .optional()
      .describe('What else is known of its retries.'),
    headers: z
      .array(headerLine)
      .default(JSON_HEADERS.map(([name, value]) => [name, value]))
      .describe('Headers it sends besides the signature; {type} and {id} are filled in.'),
    idForm: z.string().min(1).optional().describe('What an id that stands in a header looks like.'),
    note: z.string().nullable().default(null),
  })
  .describe('A provider of your own.');

/** A name of a provider, as it is written on the command line. */
export const providerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits, dashes');

/** A provider of one's own, validated, defaults filled in. */
export type ProviderSettings = z.output<typeof providerSchema>;
