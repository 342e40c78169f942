/** What the API says, for the page and for scripts. Types only: the page is built apart from the server. */

export interface SignatureJson {
  readonly status: 'valid' | 'invalid' | 'missing' | 'unchecked';
  readonly reason: string | null;
  readonly explanation?: string;
}

/** One delivery attempt, as every `--json` shows it. */
export interface AttemptJson {
  readonly n: number;
  readonly cause: string;
  readonly target: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly responseSize: number;
  /** What was done to it on purpose. */
  readonly faults?: readonly string[];
}

/** One event of the list. Long texts from the wire are cut. */
export interface RowJson {
  readonly id: number;
  readonly receivedAt: string;
  readonly endpoint: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly type: string | null;
  readonly providerEventId: string | null;
  readonly contentType: string | null;
  readonly size: number;
  readonly bodySha256: string;
  readonly signature: SignatureJson;
  readonly duplicateOf: number | null;
  readonly origin: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly last: AttemptJson | null;
  /** What we answered by ourselves; null where an app did. */
  readonly answered: number | null;
}

export interface ListJson {
  readonly events: readonly RowJson[];
  /** Where the next page goes on (`before=`); null at the end of the log. */
  readonly before: number | null;
}

export interface HeaderJson {
  readonly name: string;
  readonly value: string;
  readonly isMasked: boolean;
}

/** The first part of a body: text where the bytes are UTF-8, else base64. */
export interface PreviewJson {
  readonly encoding: 'utf8' | 'base64';
  readonly data: string;
  /** Of all of it, in bytes. */
  readonly size: number;
  readonly isCut: boolean;
}

export interface AttemptDetailJson extends AttemptJson {
  readonly responseHeaders: readonly HeaderJson[];
  readonly answer: PreviewJson;
}

export interface DetailJson extends Omit<RowJson, 'attempts'> {
  readonly headers: readonly HeaderJson[];
  readonly body: PreviewJson;
  readonly attempts: readonly AttemptDetailJson[];
}

/** The answer of `why --json`, as far as the page shows it. */
export interface WhyJson {
  readonly verdict: {
    readonly ok: boolean;
    readonly kind: string;
    readonly sentence: string;
    readonly notes: readonly string[];
  };
  readonly next: string;
}

export interface JsonChangeJson {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface LineChangeJson {
  readonly kind: 'added' | 'removed';
  readonly line: number;
  readonly text: string;
}

/** What two requests or two answers do not share. */
export interface DiffJson {
  readonly identical: boolean;
  readonly request: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  readonly headers: readonly {
    readonly kind: 'added' | 'removed' | 'changed';
    readonly name: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
    readonly volatile: boolean;
  }[];
  readonly body: {
    readonly kind: string;
    readonly changes?: readonly (JsonChangeJson | LineChangeJson)[];
  };
}

export interface EndpointJson {
  readonly name: string;
  readonly path: string;
  readonly provider: string;
  readonly target: string | null;
}

/** One change of the public path. */
export interface PathNewsJson {
  readonly at: string;
  readonly state: 'up' | 'down' | 'changed';
  readonly publicUrl: string;
  readonly detail: string;
}

export interface TunnelJson {
  readonly provider: string;
  readonly state: string;
  readonly latencyMs: number | null;
  readonly checkedAt: string | null;
  readonly reason: string | null;
}

export interface StateJson {
  /** The running listener of the project; null where none runs. */
  readonly listener: {
    readonly localUrl: string;
    readonly publicUrl: string | null;
    readonly target: string | null;
    readonly startedAt: string;
    readonly tunnel: TunnelJson | null;
  } | null;
  readonly endpoints: readonly EndpointJson[];
  readonly history: readonly PathNewsJson[];
  readonly total: number;
  readonly types: readonly { readonly type: string | null; readonly count: number }[];
}

export interface SampleJson {
  readonly provider: string;
  readonly type: string;
}

/** What came of a replay or a trigger. */
export interface SentJson {
  readonly eventId: number | null;
  readonly attempt: AttemptJson | null;
  /** Why it was signed again, or anything else worth telling. */
  readonly note: string | null;
}

export interface ErrorJson {
  readonly error: { readonly message: string; readonly hint: string };
}
