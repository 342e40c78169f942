/**
 * Splits `data.items[0].price` or `data.items.0.price` into steps. A number is an index where the
 * value at hand is an array, and a key elsewhere: that is decided when the path is followed.
 * @returns undefined if the path is empty or has an empty step
 */
export function parseJsonPath(path: string): string[] | undefined {
  const steps = path
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^\./, '')
    .split('.');
  return steps.some((step) => step === '') ? undefined : steps;
}

/** The value at a path, or undefined where the path leads nowhere. Own properties only. */
export function valueAt(root: unknown, steps: readonly string[]): unknown {
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
