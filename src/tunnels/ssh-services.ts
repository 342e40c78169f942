/** How one SSH forwarding service is spoken to. */
export interface SshService {
  readonly port: number | undefined;
  readonly user: string | undefined;
  /** What the service is asked to listen at. */
  forward(name: string | undefined): string;
  /** Arguments after the host. */
  readonly command: readonly string[];
  /** The public URL, where a line of its output has it. */
  urlIn(line: string): string | undefined;
}

/** Facts from the services' own documentation pages. */
const SERVICES: Readonly<Record<string, SshService>> = {
  'localhost.run': {
    port: undefined,
    user: 'nokey',
    forward: (name) => `${name === undefined ? '' : `${name}:`}80`,
    command: ['--', '--output', 'json'],
    urlIn: (line) =>
      addressIn(line) ??
      match(line, /https:\/\/(?!admin\.)[a-z0-9-]+\.(?:lhr\.life|lhr\.rocks|localhost\.run)/),
  },
  'srv.us': {
    port: undefined,
    user: undefined,
    forward: () => '1',
    command: [],
    urlIn: (line) => match(line, /https:\/\/[a-z0-9-]+\.srv\.us/),
  },
  'a.pinggy.io': {
    port: 443,
    user: 'free',
    forward: () => '0',
    command: [],
    urlIn: (line) => match(line, /https:\/\/[a-z0-9.-]+\.pinggy\.(?:link|online|io)/),
  },
  'serveo.net': {
    port: undefined,
    user: undefined,
    forward: (name) => `${name === undefined ? '' : `${name}:`}80`,
    command: [],
    urlIn: (line) => match(line, /https:\/\/[a-z0-9-]+\.(?:serveo\.net|serveousercontent\.com)/),
  },
};

/** Any other host: a port of its choice, and the first URL it prints. */
const OWN_HOST: SshService = {
  port: undefined,
  user: undefined,
  forward: () => '0',
  command: [],
  urlIn: (line) => match(line, /https?:\/\/[A-Za-z0-9.:-]+/),
};

/** The service behind a host name. */
export function findSshService(hostname: string): SshService {
  return Object.hasOwn(SERVICES, hostname) ? (SERVICES[hostname] as SshService) : OWN_HOST;
}

function match(line: string, pattern: RegExp): string | undefined {
  return pattern.exec(line)?.[0];
}

/** localhost.run's machine-readable lines. */
function addressIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { address } = JSON.parse(line) as { address?: unknown };
    return typeof address === 'string' && /^[a-z0-9.-]+$/.test(address) ? `https://${address}` : undefined;
  } catch {
    return undefined;
  }
}
