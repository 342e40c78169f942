/** One header as it stood on the wire: the name in its original case, the value as latin1 text. */
export type HeaderPair = readonly [name: string, value: string];

/**
 * Headers in the order they arrived, duplicates kept. Values are latin1 code points, so that bytes
 * above 0x7f survive. Never a plain object: a header may be called `__proto__`.
 */
export type HeaderList = readonly HeaderPair[];

/** Pairs from Node's flat `rawHeaders` array. */
export function headersFromRaw(raw: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] as string, raw[i + 1] as string]);
  return pairs;
}

/** The flat `[name, value, name, value]` array that Node and undici take. */
export function headersToRaw(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) => [name, value]);
}

/** Every value sent under a name (case-insensitive), in order. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** The first value sent under a name (case-insensitive). */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  return headerValues(headers, name)[0];
}

/** The list without any header of these names (case-insensitive). */
export function withoutHeaders(headers: HeaderList, names: Iterable<string>): HeaderPair[] {
  const dropped = new Set([...names].map((name) => name.toLowerCase()));
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** The list with each given header replacing all of its name; new names are appended. */
export function withHeaders(headers: HeaderList, replacements: HeaderList): HeaderPair[] {
  const kept = withoutHeaders(
    headers,
    replacements.map(([name]) => name),
  );
  return [...kept, ...replacements];
}
