import { z } from 'zod';
import { providerName, providerSchema } from './provider-schema.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots, dashes')
  .describe('Name of the endpoint, shown with every event.');

const endpoint = z
  .strictObject({
    name,
    path: z
      .string()
      .regex(/^\/[^?#\s]*$/, 'must start with / and hold no query')
      .default('/')
      .describe('Events at this path and below belong to the endpoint.'),
    provider: z.string().default('store').describe('Who sends: decides how signatures are verified.'),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The URL as registered with the provider, for those that sign it.'),
    secretEnv: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe('Name of the environment variable that holds the signing secret; several during rotation.'),
    verifyTokenEnv: z
      .string()
      .min(1)
      .optional()
      .describe('Name of the environment variable that holds the token of the handshake (Meta).'),
    forward: z
      .string()
      .optional()
      .describe('Where events are sent: a port, :port/path, host:port/path or a URL.'),
    events: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Types to forward, as globs; others are only stored.'),
  })
  .describe('One receiving endpoint.');

const tunnelName = z.enum(['localtunnel', 'cloudflared', 'ngrok', 'ssh', 'url', 'none']);

const tunnel = z
  .strictObject({
    provider: z
      .union([tunnelName, z.array(tunnelName).min(1)])
      .optional()
      .describe('How the public URL is made; of several, the next is taken when one is down.'),
    subdomain: z.string().min(1).optional().describe('Name to ask the tunnel server for.'),
    host: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Your own localtunnel server.'),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The URL of a tunnel you run yourself.'),
    sshHost: z.string().min(1).optional().describe('SSH server: [user@]host[:port].'),
    sshForward: z.string().min(1).optional().describe('What the SSH server is to listen at.'),
    sshKey: z.string().min(1).optional().describe('Private key file for the SSH server.'),
    requireSubdomain: z.boolean().optional().describe('Fail instead of taking another name.'),
  })
  .describe('The public URL.');

/** The shape of `webhook.config.json`; `schema.json` is made from it. */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    tunnel: tunnel.optional(),
    endpoints: z.array(endpoint).min(1).optional().describe('Without it, one endpoint takes every path.'),
    providers: z
      .record(providerName, providerSchema)
      .optional()
      .describe('Providers of your own, by name; one of a built-in name takes its place.'),
  })
  .superRefine((settings, context) => {
    refuseRepeats(settings.endpoints ?? [], 'name', context);
    refuseRepeats(settings.endpoints ?? [], 'path', context);
  });

/** Validated settings, defaults filled in. */
export type Settings = z.infer<typeof settingsSchema>;

/** One endpoint of the settings. */
export type EndpointSettings = z.infer<typeof endpoint>;

function refuseRepeats(
  endpoints: readonly EndpointSettings[],
  field: 'name' | 'path',
  context: z.RefinementCtx,
): void {
  endpoints.forEach((current, index) => {
    const first = endpoints.findIndex((other) => other[field] === current[field]);
    if (first === index) return;
    const message = `is the same as that of endpoint ${first + 1}`;
    context.addIssue({ code: 'custom', path: ['endpoints', index, field], message });
  });
}
