import type { StoredAttempt } from './attempt.ts';
import { deliveryAdvice, RAW_BODY_ADVICE } from './delivery-advice.ts';
import type { QueuedDelivery } from './delivery-queue.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { StoredEvent } from './event.ts';
import type { Provider } from './provider.ts';

/** Everything that is known of an event, from both sides. */
export interface WhyInput {
  readonly event: StoredEvent;
  readonly attempts: readonly StoredAttempt[];
  /** Its place among those that `listen --ack` still has to deliver. */
  readonly queued?: QueuedDelivery | undefined;
  /** Null where the provider it was stored under is not known any more. */
  readonly provider: Provider | null;
  readonly signature: SignatureFinding;
  /** Seconds from the moment it was made to its arrival; null where nothing tells. */
  readonly ageSeconds: number | null;
  /** The text of the app's last answer. */
  readonly answerText: string;
}

/** What became of the signature since it was judged at arrival. */
export type SignatureFinding =
  /** It verified, or nothing could be said. */
  | { readonly kind: 'as-stored' }
  /** With the secrets configured now it does verify. */
  | { readonly kind: 'verifies-now' }
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis };

/** Stable words for scripts: what the verdict is about. */
export type WhyKind =
  | 'delivered'
  | 'handshake'
  | 'filtered'
  | 'captured'
  | 'pending'
  | 'queued'
  | 'no-endpoint'
  | 'signature'
  | 'verifies-now'
  | 'timed-out'
  | 'too-slow'
  | 'unreachable'
  | 'app-refused-signature'
  | 'app-answered'
  | 'failed-again';

/** One verdict over what came in and what the app did. */
export interface Why {
  readonly ok: boolean;
  readonly kind: WhyKind;
  readonly sentence: string;
  /** What else is worth knowing: a duplicate, a late arrival, a signature nobody checked. */
  readonly notes: readonly string[];
  readonly next: string;
}

type Found = Omit<Why, 'notes'>;

/** Joins what came in with what the app did. */
export function why(input: WhyInput): Why {
  const found = notAnEvent(input) ?? badSignature(input) ?? notForwarded(input) ?? delivery(input);
  return { ...found, notes: notesOf(input) };
}

function notAnEvent({ event, provider }: WhyInput): Found | undefined {
  if (event.outcome === 'handshake') {
    const sentence = `a handshake${provider === null ? '' : ` of ${provider.title}`}: answered, not forwarded`;
    return { ok: true, kind: 'handshake', sentence, next: 'Nothing to do.' };
  }
  if (event.signature.status === 'valid' || event.signature.reason !== 'no-endpoint') return undefined;
  return {
    ok: false,
    kind: 'no-endpoint',
    sentence: 'no endpoint was configured at its path, so the sender got 404',
    next: "Correct the URL at the sender, or the endpoint's path: --endpoint-path or webhook.config.json.",
  };
}

function badSignature({ event, attempts, signature }: WhyInput): Found | undefined {
  const { status } = event.signature;
  if (status === 'valid' || status === 'unchecked') return undefined;
  if (signature.kind === 'verifies-now') {
    const ok = event.outcome === 'delivered';
    const sentence = 'it did not verify when it came, but it does with what is configured now';
    const next = ok ? 'Nothing to do.' : `Send it to your app: webhook-cli replay ${event.id}`;
    return { ok, kind: 'verifies-now', sentence, next };
  }
  const what = status === 'missing' ? 'it is unsigned' : 'its signature is wrong';
  const fate = attempts.length === 0 ? ', so it was not forwarded' : ', and it was forwarded all the same';
  const [because, next] =
    signature.kind === 'diagnosed'
      ? [signature.diagnosis.sentence, signature.diagnosis.hint]
      : [event.signature.explanation, `See all of it: webhook-cli show ${event.id}`];
  return { ok: false, kind: 'signature', sentence: `${what}${fate}: ${because}`, next };
}

function notForwarded({ event, attempts, queued }: WhyInput): Found | undefined {
  if (attempts.length > 0) return undefined;
  const next = `Send it to your app: webhook-cli replay ${event.id}`;
  if (event.outcome === 'filtered') {
    const sentence = 'it was not forwarded: its type is not one of the wanted events (--events)';
    return { ok: true, kind: 'filtered', sentence, next };
  }
  if (event.outcome === 'captured') {
    const sentence = 'it was not forwarded: listen had no target';
    return { ok: true, kind: 'captured', sentence, next };
  }
  if (queued !== undefined) {
    const sentence =
      'it is acknowledged and waits for its delivery: listen --ack is not running, or the app is down';
    return {
      ok: false,
      kind: 'queued',
      sentence,
      next: `Start the app and listen --ack; or at once: webhook-cli replay ${event.id}`,
    };
  }
  return {
    ok: false,
    kind: 'pending',
    sentence: 'it is stored, but no delivery has ended: the app is still at it, or listen was stopped',
    next: `Wait for the app, or send it again: webhook-cli replay ${event.id}`,
  };
}

function delivery(input: WhyInput): Found {
  const { event, attempts, provider } = input;
  const last = attempts.at(-1) as StoredAttempt;
  if (!isSuccess(last)) return failed(input, last);
  const limit = provider?.answerWithinSeconds ?? null;
  const seconds = last.durationMs / 1000;
  if (limit !== null && seconds > limit) {
    return {
      ok: false,
      kind: 'too-slow',
      sentence: `your app answered ${last.status} after ${seconds.toFixed(1)} s; ${provider?.title} waits for ${limit} s`,
      next: 'Answer first and do the work afterwards: the sender has given up and tries again.',
    };
  }
  const checked = event.signature.status === 'valid' ? 'valid at the door, and ' : '';
  const sentence = `${checked}your app answered ${last.status} in ${Math.round(last.durationMs)} ms`;
  return { ok: true, kind: 'delivered', sentence, next: 'Nothing to do.' };
}

function failed(input: WhyInput, last: StoredAttempt): Found {
  const { event, attempts } = input;
  const replay = `then: webhook-cli replay ${event.id}`;
  const found = reaction(input, last);
  if (!attempts.some(isSuccess)) return { ...found, next: `${found.next}; ${replay}` };
  const sentence = `it was delivered before, but the last try failed: ${found.sentence}`;
  return { ...found, kind: 'failed-again', sentence, next: `${found.next}; ${replay}` };
}

function reaction({ event, answerText, provider }: WhyInput, last: StoredAttempt): Found {
  const isValid = event.signature.status === 'valid';
  const door = isValid ? 'valid at the door, ' : '';
  const base = { ok: false, next: deliveryAdvice(last) } as const;
  if (last.error !== null) {
    const kind = last.error.code === 'timeout' ? 'timed-out' : 'unreachable';
    return { ...base, kind, sentence: `${door}but ${last.error.message}` };
  }
  const sentence = `${door}your app answered ${last.status}`;
  if (!isValid || !refusesSignature(last, answerText)) return { ...base, kind: 'app-answered', sentence };
  const old = last.cause === 'replay' && provider?.scheme.timestamp !== undefined;
  const next = old
    ? `${RAW_BODY_ADVICE}; it was replayed: --sign always gives it a new timestamp`
    : RAW_BODY_ADVICE;
  return {
    ok: false,
    kind: 'app-refused-signature',
    sentence: `${sentence}: look at its raw-body handling`,
    next,
  };
}

function refusesSignature({ status }: StoredAttempt, answerText: string): boolean {
  return status === 401 || status === 403 || (status === 400 && /signature|hmac|verif/i.test(answerText));
}

function isSuccess({ status }: StoredAttempt): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** A first retry comes no sooner with any provider that says when; what is younger is no news. */
const LATE_SECONDS = 120;

function notesOf({ event, attempts, queued, provider, ageSeconds }: WhyInput): string[] {
  const notes: string[] = [];
  if (event.duplicateOf !== null) {
    notes.push(`duplicate of #${event.duplicateOf}: the app must not act on it twice`);
  }
  if (ageSeconds !== null && ageSeconds > LATE_SECONDS) {
    notes.push(`late: it arrived ${inWords(ageSeconds)} after it was made, held up or tried again`);
  }
  if (event.signature.status === 'unchecked') notes.push(`unchecked: ${event.signature.explanation}`);
  const [first] = attempts;
  const limit = provider?.answerWithinSeconds ?? null;
  if (first !== undefined && limit !== null && first.durationMs / 1000 > limit && attempts.length > 1) {
    notes.push(`slow: the first try took ${Math.round(first.durationMs / 1000)} s, ${limit} s are allowed`);
  }
  if (attempts.length > 1) notes.push(`tried ${attempts.length} times`);
  if (attempts.length > 0 && queued !== undefined) notes.push('listen --ack tries it again');
  const faults = attempts.at(-1)?.faults;
  if (faults !== undefined) notes.push(`on purpose, by --chaos: ${faults.join(', ')}`);
  return notes;
}

function inWords(seconds: number): string {
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
