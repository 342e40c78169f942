/** One line of `doctor`. */
export interface Finding {
  /** Stable name of what was looked at. */
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What mends it; null where nothing needs to be mended. */
  readonly fix: string | null;
}

export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message, fix: null };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, status: 'warn', message, fix };
}

export function failure(check: string, message: string, fix: string): Finding {
  return { check, status: 'fail', message, fix };
}
