import type { HeaderList, HeaderPair } from '../core/headers.ts';
import type { SpecialScheme } from '../core/scheme.ts';
import type { Verdict, VerdictReason } from '../core/verdict.ts';

/** What a signature is verified against. */
export interface VerifyInput {
  readonly method: string;
  /** Path and query as they were requested; for schemes that sign them. */
  readonly path?: string | undefined;
  readonly headers: HeaderList;
  /** The raw bytes as they came in. */
  readonly body: Buffer;
  /** The URL as registered with the provider, for schemes that sign it: never one the sender names. */
  readonly url?: string | undefined;
  /** All of them are tried: during a rotation two are right. */
  readonly secrets: readonly string[];
  /** ms since the epoch. */
  readonly now: number;
  /** Seconds, in place of the scheme's own tolerance. 0 switches the age check off. */
  readonly toleranceSeconds?: number | undefined;
  /** Certificates already fetched, by URL: nothing is ever fetched here. */
  readonly keys?: ReadonlyMap<string, string> | undefined;
}

/** What is signed, and with what. */
export interface SignInput {
  readonly method: string;
  /** Path and query of the request, for schemes that sign them; else those of `url`. */
  readonly path?: string | undefined;
  readonly body: Buffer;
  readonly secret: string;
  /** Signs once more with each, as in a rotation, where the header may hold several signatures. */
  readonly otherSecrets?: readonly string[] | undefined;
  /** ms since the epoch: the signed moment, where the scheme has one. */
  readonly timestamp: number;
  /** The signed delivery id, where the scheme has one. */
  readonly id?: string | undefined;
  /** The URL as registered with the provider, where the scheme signs it. */
  readonly url?: string | undefined;
}

/** A signed request, or why it could not be signed. The body differs where it carries the signature. */
export type SignResult =
  | {
      readonly kind: 'signed';
      readonly headers: HeaderPair[];
      readonly body: Buffer;
      /** What the provider adds to the query of its request (Twilio's hash of a JSON body). */
      readonly query?: string | null;
    }
  | { readonly kind: 'refused'; readonly reason: VerdictReason; readonly explanation: string };

/** The code of a scheme that no description covers. */
export interface SpecialSigner {
  sign(input: SignInput): SignResult;
  /** Secrets are there: that was checked. Never throws. */
  verify(input: VerifyInput, scheme: SpecialScheme): Verdict;
  /** When a request was signed, ms since the epoch, where that stands inside of its signature. */
  signedAt?(headers: HeaderList): number | undefined;
  /** Where the key of a request has to be fetched from; undefined where the request names none. */
  keyUrl?(input: Pick<VerifyInput, 'headers' | 'body'>): string | undefined;
}
