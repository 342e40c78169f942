/** A line that is on one side only; `line` counts from 1 on that side. */
export interface LineChange {
  readonly kind: 'added' | 'removed';
  readonly line: number;
  readonly text: string;
}

/** Cells of the table that finds the longest common lines: 4 MB. Larger texts are shown as replaced. */
const MOST_CELLS = 1_000_000;

/** The lines that only one of two texts has, with the fewest changes, removed ones first. */
export function compareLines(before: string, after: string): LineChange[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).toReversed(), b.slice(start).toReversed());
  const middle = { a: a.slice(start, a.length - end), b: b.slice(start, b.length - end), start };
  return (middle.a.length + 1) * (middle.b.length + 1) > MOST_CELLS ? replaced(middle) : shortest(middle);
}

interface Middle {
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** Equal lines before both. */
  readonly start: number;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function replaced({ a, b, start }: Middle): LineChange[] {
  return [
    ...a.map((text, index) => ({ kind: 'removed', line: start + index + 1, text }) as const),
    ...b.map((text, index) => ({ kind: 'added', line: start + index + 1, text }) as const),
  ];
}

function shortest(middle: Middle): LineChange[] {
  const { a, b, start } = middle;
  const common = commonLengths(middle);
  const at = (i: number, j: number): number => common[i * (b.length + 1) + j] as number;
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ kind: 'removed', line: start + i + 1, text: a[i++] as string });
    } else {
      changes.push({ kind: 'added', line: start + j + 1, text: b[j++] as string });
    }
  }
  return changes;
}

/** For every pair of positions, how many lines the rests have in common at most. */
function commonLengths({ a, b }: Middle): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [skipA, skipB] = [table[(i + 1) * width + j] as number, table[i * width + j + 1] as number];
      const both = (table[(i + 1) * width + j + 1] as number) + 1;
      table[i * width + j] = a[i] === b[j] ? both : Math.max(skipA, skipB);
    }
  }
  return table;
}
