import { DescriptionError, type JsonObject } from './description.ts';
import { generate, type GenerateWay } from './generate.ts';
import type { Check } from './validator.ts';
import type { WebhookBody } from './webhook-body.ts';

/** Where a body comes from. */
export type BodyOrigin =
  | { readonly kind: 'example' }
  /** `insteadOf` says what is wrong with the example that was not taken. */
  | { readonly kind: 'schema'; readonly insteadOf: string | null };

/** A body that its schema accepts. */
export interface FoundBody {
  readonly value: unknown;
  readonly origin: BodyOrigin;
}

/** What is needed to find one. */
export interface BodySearch {
  readonly root: JsonObject;
  readonly webhook: WebhookBody;
  readonly check: Check;
  /** Fills in placeholders: what is checked is what will be sent. */
  readonly fill: (text: string) => string;
  /** Another value to try first in place of a generated one: with its type put in, say. */
  readonly improve: (value: unknown) => unknown;
}

/** From the richest to the plainest. */
const WAYS: readonly GenerateWay[] = [0, 1, 2].flatMap((turn) => [
  { isFull: true, usesExamples: true, turn },
  { isFull: true, usesExamples: false, turn },
  { isFull: false, usesExamples: true, turn },
  { isFull: false, usesExamples: false, turn },
]);

/**
 * The first example that its schema accepts, else a body made from the schema.
 * @throws DescriptionError where neither is to be had
 */
export function bodyFor(search: BodySearch): FoundBody {
  const { webhook, check } = search;
  let insteadOf: string | null = null;
  for (const value of webhook.examples) {
    const problem = check(value);
    if (problem === undefined) return { value, origin: { kind: 'example' } };
    insteadOf ??= problem;
  }
  if (webhook.schema === undefined) throw new DescriptionError('it has neither an example nor a schema');
  return { value: generated(search), origin: { kind: 'schema', insteadOf } };
}

function generated({ root, webhook, check, fill, improve }: BodySearch): unknown {
  let problem: string | undefined;
  const isGood = (value: unknown): boolean => {
    const found = check(JSON.parse(fill(JSON.stringify(value))));
    problem ??= found;
    return found === undefined;
  };
  let failure: DescriptionError | undefined;
  for (const way of WAYS) {
    const value = attempt(
      () => generate(root, webhook.schema, way),
      (error) => (failure ??= error),
    );
    if (value === undefined) continue;
    const improved = improve(value);
    if (improved !== value && isGood(improved)) return improved;
    if (isGood(value)) return value;
  }
  throw failure ?? new DescriptionError(`no body could be made that its schema accepts: ${problem}`);
}

/** What is too large or endless one way may be had another. */
function attempt(make: () => unknown, failed: (error: DescriptionError) => void): unknown {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    failed(error);
    return undefined;
  }
}
