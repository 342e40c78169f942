import type { DeliveryResult } from '../core/attempt.ts';
import type { CheckOutcome, ProbeText } from '../core/check-result.ts';
import type { HeaderList } from '../core/headers.ts';
import type { Provider } from '../core/provider.ts';
import type { SignatureScheme } from '../core/scheme.ts';
import type { TimedLine } from './timed-line.ts';
import type { Timing } from './timing.ts';

/** One request, exactly as it is to be sent. */
export interface Shot {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Sends the body in pieces over so many ms. */
  readonly slowlyMs?: number;
}

/** What to forge. Everything left out is as the provider does it, now. */
export interface EventOrder {
  readonly type?: string;
  /** Changes the body before it is signed. */
  readonly alter?: (body: Buffer) => Buffer;
  /** Milliseconds from now at which it was signed. */
  readonly at?: number;
  readonly secret?: 'second' | 'wrong';
  readonly scheme?: SignatureScheme;
  readonly method?: string;
  /** Events with the same name share the ids in their bodies, but not the event's own. */
  readonly story?: string;
}

/** What probes forge with: handed in, for signing and samples are other rooms. */
export interface Kit {
  readonly provider: Provider;
  /** The event most probes send, first, and the other types there are samples of. */
  readonly types: readonly string[];
  /** How the body of that event is written; variants of JSON make no sense for a form. */
  readonly kind: 'json' | 'form';
  readonly hasSecondSecret: boolean;
  readonly target: { readonly isSecure: boolean; readonly isRemote: boolean };
  event(order?: EventOrder): Shot;
  /** The signature texts that would be right for a request as it stands: no answer may hold them. */
  expected(shot: Shot): readonly string[];
}

/** A request and what came of it. */
export interface Exchange {
  readonly shot: Shot;
  readonly durationMs: number;
  readonly result: DeliveryResult;
}

/** The certificate of a target, as the provider would see it; null where there is none to see. */
export interface SeenCertificate {
  /** Why it is not trusted; null where it is. */
  readonly problem: string | null;
  /** ms since the epoch. */
  readonly validTo: number;
}

/** Sends requests, byte for byte. */
export interface Wire {
  /** Sends once and never rejects: whatever happens is a result. */
  send(shot: Shot): Promise<Exchange>;
  /** Sends over one connection kept open, one after the other. */
  openLine(): TimedLine;
  certificate(): Promise<SeenCertificate | null>;
  /** Ends what is under way. */
  close(): void;
}

/** Two bad requests: one that is nearly right, and one that is far from it. */
export interface TimedPair {
  readonly near: Shot;
  readonly far: Shot;
  /** So many signatures stand in the header of each. */
  readonly candidates: number;
  /** As long, but with the right signature in it: accepted only where all of the header is read. Null needs no proof. */
  readonly control: Shot | null;
}

/** What a probe does. */
export type Plan =
  | { readonly kind: 'send'; readonly shots: readonly Shot[]; readonly together: boolean }
  /** Two requests whose refusals must take the same time: the first pair the receiver reads whole. */
  | { readonly kind: 'compare'; readonly pairs: readonly TimedPair[] }
  | { readonly kind: 'certificate' }
  | { readonly kind: 'skip'; readonly reason: string };

/** Whether the receiver accepts a plain valid event, and whether it refuses one with a wrong secret. */
export interface Baseline {
  readonly accepts: boolean;
  readonly refuses: boolean;
  /** What the plain valid event got, in words. */
  readonly words: string;
}

/** What the user's own counter said around a probe. */
export type Counted =
  | { readonly kind: 'counted'; readonly before: number; readonly after: number }
  | { readonly kind: 'failed'; readonly message: string };

/** What a probe is judged by. */
export interface Seen {
  readonly provider: Provider;
  readonly answers: readonly Exchange[];
  readonly baseline: Baseline;
  /** Null where the user gave no counter, or the probe needs none. */
  readonly counted: Counted | null;
  /** Null unless the plan was to compare. */
  readonly timing: Timing | null;
  readonly certificate: SeenCertificate | null;
  /** Every exchange of the run so far, these among them. */
  readonly log: readonly Exchange[];
  readonly secrets: readonly string[];
  expected(shot: Shot): readonly string[];
  readonly now: number;
}

/** A verdict; `fix` and `mistake` replace the probe's own where another one was found. */
export interface Finding {
  readonly outcome: CheckOutcome;
  readonly found: string;
  readonly fix?: string;
  readonly mistake?: string;
}

/** One question to a receiver. */
export interface Probe extends ProbeText {
  /** Other mistakes that it reveals. */
  readonly alsoNames?: readonly string[];
  /** Counts of the user's counter are read before and after it. */
  readonly counts?: boolean;
  /** Proves something about a receiver that accepts nothing, too. */
  readonly stands?: boolean;
  plan(kit: Kit): Plan;
  judge(seen: Seen): Finding;
}
