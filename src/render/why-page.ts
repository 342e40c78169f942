import type { StoredAttempt } from '../core/attempt.ts';
import type { StoredEvent } from '../core/event.ts';
import type { SignatureFinding, Why } from '../core/why.ts';
import { attemptLine } from './event-page.ts';
import { attemptJson } from './json.ts';
import { safe } from './safe.ts';
import type { Style } from './style.ts';

/** Everything `why` shows. */
export interface WhyPageInput {
  readonly event: StoredEvent;
  readonly attempts: readonly StoredAttempt[];
  readonly signature: SignatureFinding;
  readonly ageSeconds: number | null;
  readonly why: Why;
  /** Where the secret that matched is set; null where none did, or its place is not known. */
  readonly matchedBy: string | null;
}

/** The verdict first, then what it rests on, then what to do. */
export function whyPage(input: WhyPageInput, style: Style): string {
  const { event, attempts, why } = input;
  const { good, bad } = style.symbols;
  const mark = why.ok ? style.good(good) : style.bad(bad);
  const rows: [string, string][] = [
    ['signature', signatureText(input)],
    [
      'delivery',
      attempts.length === 0 ? `none: ${event.outcome}` : attemptLine(attempts.at(-1) as StoredAttempt),
    ],
    ...why.notes.map((note): [string, string] => ['note', safe(note)]),
    ['next', safe(why.next)],
  ];
  const name = `${style.strong(`#${event.id}`)}  ${safe(event.type ?? '(no type)')}`;
  const lines = rows.map(([label, value]) => `${style.faint(label.padEnd(10))} ${value}`);
  return `${mark} ${name}  ${safe(why.sentence)}\n\n${lines.join('\n')}\n`;
}

function signatureText({ event, signature, matchedBy }: WhyPageInput): string {
  const verdict = event.signature;
  if (verdict.status === 'valid') return matchedBy === null ? 'valid' : `valid, by ${safe(matchedBy)}`;
  const stored = `${verdict.status}: ${safe(verdict.explanation)}`;
  return signature.kind === 'diagnosed' && signature.diagnosis.sentence !== verdict.explanation
    ? `${stored}; ${safe(signature.diagnosis.sentence)}`
    : stored;
}

/** The same as JSON: the contract of `why --json`. */
export function whyJson({
  event,
  attempts,
  signature,
  ageSeconds,
  why,
}: WhyPageInput): Record<string, unknown> {
  const verdict = event.signature;
  const last = attempts.at(-1);
  return {
    event: event.id,
    verdict: { ok: why.ok, kind: why.kind, sentence: why.sentence, notes: why.notes },
    signature: {
      status: verdict.status,
      reason: verdict.status === 'valid' ? null : verdict.reason,
      explanation: verdict.status === 'valid' ? null : verdict.explanation,
      verifiesNow: verdict.status === 'valid' || signature.kind === 'verifies-now',
      diagnosis: signature.kind === 'diagnosed' ? signature.diagnosis : null,
    },
    delivery: {
      outcome: event.outcome,
      attempts: attempts.length,
      last: last === undefined ? null : attemptJson(last),
      duplicateOf: event.duplicateOf,
      ageSeconds: ageSeconds === null ? null : Math.round(ageSeconds),
    },
    next: why.next,
  };
}
