import type { LogChanges, LogPosition } from '../core/ports.ts';
import type { DetailJson, DiffJson, HeaderJson, ListJson, SampleJson, SentJson, StateJson } from './wire.ts';
import type { WhyJson } from './wire.ts';

/** Which events a list holds: the selection options by their names, each as text. */
export interface ListQuery {
  readonly selection: Readonly<Record<string, string | undefined>>;
  /** Only events before this id. */
  readonly before: number | null;
  /** Only these, where they match. */
  readonly ids: readonly number[] | null;
  readonly limit: number;
  /** Whether anybody still waits for the answer. */
  isWanted(): boolean;
}

/** A replay, and what is to be changed in it. */
export interface ReplayRequest {
  readonly to?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly headers?: readonly (readonly [string, string])[] | undefined;
  readonly body?: string | undefined;
  readonly sign?: string | undefined;
  readonly confirmHost?: string | undefined;
}

/** An event to forge. */
export interface TriggerRequest {
  readonly type: string;
  readonly provider?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly body?: string | undefined;
  readonly invalid?: string | undefined;
}

/** The written forms of a stored request. */
export const FORMS = ['curl', 'http', 'sample'] as const;

export type Form = (typeof FORMS)[number];

/** Two things to compare: events, or two attempts of one event. */
export type Compared =
  | { readonly kind: 'events'; readonly a: number; readonly b: number }
  | { readonly kind: 'attempts'; readonly id: number; readonly a: number; readonly b: number };

/**
 * Everything the inspector can show or do. What it takes (the log, the secrets, the network) is known
 * only to whoever hands this over. Undefined is "there is no such event".
 * @throws CliError from each of them
 */
export interface InspectorSource {
  state(): Promise<StateJson>;
  list(query: ListQuery): Promise<ListJson>;
  detail(id: number): DetailJson | undefined;
  headers(id: number): HeaderJson[] | undefined;
  body(id: number): Buffer | undefined;
  answer(id: number, n: number): Buffer | undefined;
  why(id: number): Promise<WhyJson | undefined>;
  written(id: number, form: Form): Promise<Buffer | undefined>;
  diff(compared: Compared): DiffJson | undefined;
  samples(): Promise<SampleJson[]>;
  /** The payload of one sample, filled in. */
  sample(provider: string, type: string): Promise<string>;
  replay(id: number, request: ReplayRequest): Promise<SentJson | undefined>;
  trigger(request: TriggerRequest): Promise<SentJson>;
  changes(since: LogPosition | null): LogChanges;
}
