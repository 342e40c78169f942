import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may use the inspector. */
export interface Access {
  /** For the address bar, behind a `#`: it never reaches a server by itself, and works once. */
  readonly ticket: string;
  /** The cookie for a ticket, or undefined where it is wrong or used up. */
  exchange(ticket: string): string | undefined;
  /** Whether a Cookie header shows that its sender had the ticket. */
  admits(cookieHeader: string | undefined): boolean;
}

/** Makes a ticket and the session behind it: 256 random bits each, known to this process alone. */
export function createAccess(port: number): Access {
  const ticket = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  // Cookies do not know ports: two inspectors on one machine must not log each other out.
  const name = `webhook-cli-${port}`;
  let isUsed = false;
  return {
    ticket,
    exchange(given) {
      if (isUsed || !isSame(given, ticket)) return undefined;
      isUsed = true;
      return `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits(header) {
      const cookies = (header ?? '').split(';').map((part) => part.trim());
      return cookies.some((cookie) => cookie.startsWith(`${name}=`) && isSame(cookie, `${name}=${session}`));
    },
  };
}

/** In the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
