import { usageError } from '../core/errors.ts';

/** What a form body says it is. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Writes a JSON object as a form body, its fields in order. A list is a field sent several times;
 * an object is sent as JSON text, as Slack's `payload` is.
 * @throws CliError (exit 2) where it is no object
 */
export function formBody(json: Buffer): Buffer {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(fieldsOf(json))) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
      fields.append(name, fieldText(one));
  }
  return Buffer.from(fields.toString());
}

/** Whether a content type says that the body is a form. */
export function isFormType(contentType: string | null): boolean {
  return contentType?.trim().toLowerCase().startsWith(FORM_TYPE) === true;
}

/**
 * Reads a form body as the JSON object that {@link formBody} writes it from, so that a path leads to
 * a field, or into the JSON a field carries. JSON that would be written otherwise stays text.
 */
export function formJson(body: Buffer): Buffer {
  const fields = new Map<string, unknown[]>();
  for (const [name, text] of new URLSearchParams(body.toString('utf8'))) {
    fields.set(name, [...(fields.get(name) ?? []), unfolded(text)]);
  }
  const entries = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return Buffer.from(JSON.stringify(Object.fromEntries(entries), null, 2));
}

function unfolded(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

function fieldsOf(json: Buffer): object {
  const hint = 'The fields of a form stand in one JSON object.';
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw usageError(`the form cannot be read: ${(error as Error).message}`, hint);
  }
  throw usageError('the form is not a JSON object', hint);
}

function fieldText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
