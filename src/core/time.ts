const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a duration: `500ms`, `30s`, `5m`, `2h`, `3d`, or a bare `0`.
 * @returns milliseconds, or undefined if the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (UNIT_MS[match[2] as string] as number);
}

/**
 * Reads a point in time: a duration before now (`2h`), a date (`2026-11-20`, midnight here), or a
 * date and time (`2026-11-20T10:00Z`; without a zone, the local one).
 * @returns ms since the epoch, or undefined if the text is none of these
 */
export function parseMoment(text: string, now: number): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration;
  const local = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(local)) return undefined;
  const moment = Date.parse(local);
  return Number.isNaN(moment) ? undefined : moment;
}

const SIZE_UNIT: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/**
 * Reads a size: `25mb`, `512kb`, `1gb` or plain bytes; units are powers of 1024.
 * @returns bytes, or undefined if the text is no size
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i.exec(text);
  if (match === null) return undefined;
  return Math.floor(Number(match[1]) * (SIZE_UNIT[(match[2] ?? '').toLowerCase()] as number));
}

/** `38 ms`, `42 s`, `2 min 8 s`, `24 h`: at most two units, the small one only where it is not 0. */
export function durationWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [big, small, words] = seconds < 3600 ? [60, 1, ['min', 's']] : [3600, 60, ['h', 'min']];
  const rest = Math.floor((seconds % big) / small);
  return `${Math.floor(seconds / big)} ${words[0]}${rest === 0 ? '' : ` ${rest} ${words[1]}`}`;
}
