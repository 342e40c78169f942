/** What an event reference on the command line names. */
export type EventReference =
  | { readonly kind: 'id'; readonly id: number }
  /** `last` is 0 back, `last~2` two before it. */
  | { readonly kind: 'last'; readonly back: number }
  /** Both ends inclusive. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** The provider's own event id. */
  | { readonly kind: 'provider'; readonly providerEventId: string };

/** Reads `42`, `last`, `last~2`, `40..44`; anything else is taken for the provider's event id. */
export function parseReference(text: string): EventReference {
  const id = /^#?(\d{1,15})$/.exec(text);
  if (id !== null) return { kind: 'id', id: Number(id[1]) };
  const last = /^last(?:~(\d{1,9}))?$/.exec(text);
  if (last !== null) return { kind: 'last', back: Number(last[1] ?? 0) };
  const range = /^#?(\d{1,15})\.\.#?(\d{1,15})$/.exec(text);
  if (range !== null) return rangeReference(Number(range[1]), Number(range[2]));
  return { kind: 'provider', providerEventId: text };
}

function rangeReference(a: number, b: number): EventReference {
  return { kind: 'range', from: Math.min(a, b), to: Math.max(a, b) };
}
