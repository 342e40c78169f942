/** The JSON value of a body, or undefined where it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The JSON object of a body, or undefined where it is something else. */
export function objectOf(body: Buffer): Record<string, unknown> | undefined {
  return asObject(jsonOf(body));
}

/** The value if it is an object that is no list, else undefined. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** A text, number or truth value as text; anything else is the empty text. */
export function textOf(value: unknown): string {
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isText ? String(value) : '';
}
