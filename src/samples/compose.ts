import type { HeaderList } from '../core/headers.ts';
import { exactEnvelope, jsonEnvelope } from './captured.ts';
import { sampleKind, SAMPLE_ENDINGS, type SampleKind } from './catalogue.ts';
import { createFill } from './placeholders.ts';

/** A sample as a file. */
export interface ComposedSample {
  readonly kind: SampleKind;
  readonly text: string;
}

/** What a sample is made of. */
export interface SampleParts {
  readonly type: string;
  /** Headers the sample has of its own; empty where the provider's usual ones will do. */
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Whether placeholders in the body are meant; in what came over the wire they are text. */
  readonly hasPlaceholders: boolean;
}

/**
 * Chooses the plainest file that gives the same bytes again: the JSON alone, JSON with headers, or
 * the exact body.
 */
export function composeSample({ type, headers, body, hasPlaceholders }: SampleParts): ComposedSample {
  const value = jsonSentAlike(body);
  if (
    value === undefined ||
    (!hasPlaceholders && hasPlaceholder(body.toString('utf8') + JSON.stringify(headers)))
  ) {
    return { kind: 'captured', text: exactEnvelope({ headers, body }) };
  }
  const isPlain = headers.length === 0 && sampleKind(`${type}${SAMPLE_ENDINGS.json}`) === 'json';
  if (isPlain) return { kind: 'json', text: `${JSON.stringify(value.json, null, 2)}\n` };
  return { kind: 'captured', text: jsonEnvelope(headers, value.json) };
}

/** The value of a body that is written the same way from it: big numbers and spaces would be lost. */
function jsonSentAlike(body: Buffer): { json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return Buffer.from(JSON.stringify(json)).equals(body) ? { json } : undefined;
  } catch {
    return undefined;
  }
}

function hasPlaceholder(text: string): boolean {
  return createFill({ seed: '0', now: 0 })(text) !== text;
}
