import { parseJsonPath, valueAt } from '../../core/json-path.ts';
import type { Locator } from '../../core/provider.ts';
import { readSample } from '../../samples/catalogue.ts';
import { placeholdersIn } from '../../samples/placeholders.ts';
import type { Plan } from './plan.ts';

/** What samples call the ids of the event itself and of its delivery. */
const OWN = /:(evt|event|ntf|delivery|idempotency)\}\}$/;

/**
 * The placeholders that each event of a story fills in for itself: its own id, wherever that
 * stands. All others are about things, and shared.
 */
export async function ownPlaceholders({ sample, choice }: Plan): Promise<ReadonlySet<string>> {
  const { headers, idForm = '{{id:evt}}', eventId } = choice.endpoint.provider;
  const text = sample === undefined ? '' : await readSample(sample);
  const named = [text, ...headers.map(([, value]) => value)].flatMap(placeholdersIn);
  const own = [...named.filter((placeholder) => OWN.test(placeholder)), ...placeholdersIn(idForm)];
  return new Set([...own, ...placeholdersIn(idText(text, eventId))]);
}

function idText(text: string, eventId: Locator | null): string {
  if (eventId?.kind !== 'json') return '';
  try {
    const id = valueAt(JSON.parse(text), parseJsonPath(eventId.path) ?? []);
    return typeof id === 'string' ? id : '';
  } catch {
    // What is no JSON is said where the sample is filled in.
    return '';
  }
}
