import type { Context } from 'hono';
import { z } from 'zod';
import { usageError } from '../core/errors.ts';
import type { ListQuery, ReplayRequest, TriggerRequest } from './source.ts';

const MOST_ROWS = 500;

const ticket = z.strictObject({ ticket: z.string() });

const replay = z.strictObject({
  to: z.string().optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]{1,20}$/)
    .optional(),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/)
    .optional(),
  headers: z
    .array(
      z.tuple([
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/),
        z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/),
      ]),
    )
    .optional(),
  body: z.string().optional(),
  sign: z.enum(['auto', 'always', 'never']).optional(),
  confirmHost: z.string().optional(),
});

const trigger = z.strictObject({
  type: z.string().min(1),
  provider: z.string().optional(),
  endpoint: z.string().optional(),
  body: z.string().optional(),
  invalid: z.string().optional(),
});

/** The JSON of a request. @throws CliError (exit 2) */
export async function readJson(c: Context): Promise<unknown> {
  return c.req.json().catch(() => {
    throw usageError('the request is not JSON', 'Send one JSON object.');
  });
}

/** @throws CliError (exit 2) naming the field */
export const ticketRequest = (value: unknown): { ticket: string } => checked(ticket, value);

/** @throws CliError (exit 2) naming the field */
export const replayRequest = (value: unknown): ReplayRequest => checked(replay, value);

/** @throws CliError (exit 2) naming the field */
export const triggerRequest = (value: unknown): TriggerRequest => checked(trigger, value);

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'the request';
  throw usageError(`${field}: not in the form it must have`, 'Correct it and send it again.');
}

/** A number of the path. @throws CliError (exit 2) */
export function numberIn(c: Context, name: string): number {
  return whole(name, c.req.param(name) ?? '');
}

function whole(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`${name}: must be a whole number`, 'Events are named by their numbers here.');
}

/** Which rows are asked for. @throws CliError (exit 2) */
export function listQuery(c: Context): ListQuery {
  const { before, ids, limit, ...selection } = c.req.query();
  return {
    selection,
    before: before === undefined ? null : whole('before', before),
    ids:
      ids === undefined
        ? null
        : ids
            .split(',')
            .map((id) => whole('ids', id))
            .slice(0, MOST_ROWS),
    limit: Math.min(limit === undefined ? 200 : whole('limit', limit), MOST_ROWS),
    isWanted: () => !c.req.raw.signal.aborted,
  };
}
