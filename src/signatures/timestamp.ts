import type { SchemeTimestamp } from '../core/scheme.ts';

/**
 * Reads a timestamp as a scheme writes it. ISO texts need a zone: without one they would mean
 * another moment on another machine.
 * @returns ms since the epoch, or undefined: `Number('')` and NaN would pass a naive age check
 */
export function parseTimestamp(unit: SchemeTimestamp['unit'], text: string): number | undefined {
  if (unit === 'iso') {
    const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
    const moment = isIso ? Date.parse(text) : Number.NaN;
    return Number.isNaN(moment) ? undefined : moment;
  }
  if (!/^\d{1,16}$/.test(text)) return undefined;
  return unit === 's' ? Number(text) * 1000 : Number(text);
}

/** Writes a moment (ms since the epoch) as a scheme sends it. */
export function formatTimestamp(unit: SchemeTimestamp['unit'], ms: number): string {
  if (unit === 'iso') return new Date(ms).toISOString();
  return String(unit === 's' ? Math.floor(ms / 1000) : Math.floor(ms));
}

/** How old a signed moment may be, and when it is judged. */
export interface Age {
  /** Undefined where the scheme has no rule. */
  readonly timestamp: Pick<SchemeTimestamp, 'toleranceSeconds' | 'future'> | undefined;
  /** ms since the epoch. */
  readonly signedAt: number;
  /** ms since the epoch. */
  readonly now: number;
  /** Seconds, in place of the scheme's own. */
  readonly toleranceSeconds?: number | undefined;
}

/** Whether a signed moment is out of tolerance, by how many seconds it differs, and what is allowed. */
export function ageProblem(
  age: Age,
): { kind: 'stale' | 'future'; seconds: number; allowed: number } | undefined {
  const allowed = age.toleranceSeconds ?? age.timestamp?.toleranceSeconds ?? 0;
  const seconds = (age.now - age.signedAt) / 1000;
  if (allowed === 0) return undefined;
  if (seconds > allowed) return { kind: 'stale', seconds: Math.round(seconds), allowed };
  if (age.timestamp?.future && -seconds > allowed) {
    return { kind: 'future', seconds: Math.round(-seconds), allowed };
  }
  return undefined;
}
