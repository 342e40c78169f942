import { z } from 'zod';

/** What stands in `listen.json`. */
export const listenStateSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  localUrl: z.url(),
  publicUrl: z.string().nullable(),
  inspectorUrl: z.string().nullable(),
  /** The public path as its supervisor sees it; null where none is wanted. */
  tunnel: z
    .object({
      provider: z.string(),
      state: z.string(),
      publicUrl: z.string().nullable(),
      latencyMs: z.number().nullable(),
      checkedAt: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  target: z.string().nullable(),
  /** What `trigger` proves with that it belongs to the same project; it never leaves this machine. */
  token: z.string().min(1),
  /** Where `doctor` may send what it wants to see come back. */
  probePath: z.string().startsWith('/'),
  endpoints: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      provider: z.string(),
      secretEnv: z.array(z.string()).nullable(),
      target: z.string().nullable(),
    }),
  ),
});

/** The running listener, as `listen.json` tells it. */
export type ListenState = z.infer<typeof listenStateSchema>;
