import type { SchemeTimestamp } from '../core/scheme.ts';

/**
 * Reads a timestamp as a scheme writes it.
 * @returns ms since the epoch, or undefined: `Number('')` and NaN would pass a naive age check
 */
export function parseTimestamp(unit: SchemeTimestamp['unit'], text: string): number | undefined {
  if (unit === 'iso') {
    const moment = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
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

/** Whether a signed moment is out of tolerance, and by how many seconds it differs from now. */
export function ageProblem(
  timestamp: SchemeTimestamp,
  signedAt: number,
  now: number,
): { kind: 'stale' | 'future'; seconds: number } | undefined {
  const { toleranceSeconds, future } = timestamp;
  const age = (now - signedAt) / 1000;
  if (toleranceSeconds === 0) return undefined;
  if (age > toleranceSeconds) return { kind: 'stale', seconds: Math.round(age) };
  if (future && -age > toleranceSeconds) return { kind: 'future', seconds: Math.round(-age) };
  return undefined;
}
