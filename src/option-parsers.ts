/** What a command of the tree runs. */
export type Action = (...parameters: unknown[]) => Promise<void>;

/** Every value of a repeatable option. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Every word of an option that takes several with commas. */
export function commas(value: string, before: string[] | undefined): string[] {
  const words = value.split(',').map((word) => word.trim());
  return [...(before ?? []), ...words.filter((word) => word !== '')];
}
