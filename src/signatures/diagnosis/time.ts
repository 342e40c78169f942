import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValue } from '../../core/headers.ts';
import type { SchemeTimestamp } from '../../core/scheme.ts';
import type { Case } from './case.ts';

/** What is wrong with the signed time. Its age is only judged where the signature is right. */
export function time(one: Case): Diagnosis | undefined {
  const { timestamp } = one.context.provider.scheme;
  if (timestamp === undefined) return undefined;
  switch (one.refusal.reason) {
    case 'no-timestamp':
      return {
        id: 'timestamp-missing',
        sentence: `the signed timestamp is not there: it stands in ${whereOf(timestamp)}`,
        hint: 'The sender must send the timestamp it signs; a proxy may have dropped the header.',
      };
    case 'malformed-timestamp':
    case 'future':
    case 'stale':
      return otherUnit(one, timestamp) ?? age(one);
    default:
      return undefined;
  }
}

function whereOf({ from }: SchemeTimestamp): string {
  if (from.kind === 'header') return from.name;
  return from.kind === 'part' ? `the ${from.key}= of the signature header` : `${from.path} of the body`;
}

const UNITS = { s: 'seconds', ms: 'milliseconds', iso: 'an ISO 8601 time' } as const;

function otherUnit({ signed, refusal }: Case, { unit }: SchemeTimestamp): Diagnosis | undefined {
  const is = unitOf(signed.ts ?? '');
  if (is === unit || (is === undefined && refusal.reason !== 'malformed-timestamp')) return undefined;
  const shown = is === undefined ? 'no time' : `in ${UNITS[is]}`.replace('in an', 'an');
  return {
    id: 'timestamp-unit',
    sentence: `the signed timestamp is ${shown}, ${UNITS[unit]} ${unit === 'iso' ? 'is' : 'are'} expected`,
    hint: 'The sender must write the timestamp as the provider does.',
  };
}

function unitOf(text: string): keyof typeof UNITS | undefined {
  if (/^\d{9,10}$/.test(text)) return 's';
  if (/^\d{12,13}$/.test(text)) return 'ms';
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? 'iso' : undefined;
}

const RETRY_HEADERS = ['x-slack-retry-num', 'x-webhook-retry', 'x-retry-count', 'webhook-attempt'];

function age({ context, refusal, request }: Case): Diagnosis | undefined {
  const { history } = context;
  const repeats = history?.repeats ?? null;
  const retry = RETRY_HEADERS.find((name) => headerValue(request.headers, name) !== undefined);
  if (refusal.reason === 'stale' && (repeats !== null || retry !== undefined)) {
    return {
      id: 'timestamp-retry',
      sentence: `${refusal.explanation}; it is a repetition${repeats === null ? '' : ` of #${repeats}`}`,
      hint: 'A retry or replay that keeps its old timestamp is refused by every receiver: replay signs it again.',
    };
  }
  const skew = Math.round(history?.skewSeconds ?? 0);
  if (Math.abs(skew) > 5) {
    return {
      id: 'clock-skew',
      sentence: `${refusal.explanation}; all recent ones were ${Math.abs(skew)} s ${skew > 0 ? 'old' : 'ahead'}`,
      hint: "This machine's clock or the sender's is off: set both by NTP.",
    };
  }
  return {
    id: refusal.reason === 'stale' ? 'timestamp-stale' : 'timestamp-future',
    sentence: refusal.explanation,
    hint:
      refusal.reason === 'stale'
        ? 'It was sent again or held up on the way, or a clock is off; replay signs it again.'
        : "The sender's clock is ahead, or this machine's is behind.",
  };
}
