/** How far a run of many sends is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Sends that were not answered 2xx. */
  readonly failed: number;
}

const CELLS = 24;

/** `[######------------------]  125/500  2 not delivered`: plain text, for a status line. */
export function progressBar({ done, total, failed }: Progress): string {
  const full = total === 0 ? CELLS : Math.floor((done / total) * CELLS);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(CELLS - full)}]`;
  return `${bar}  ${done}/${total}${failed === 0 ? '' : `  ${failed} not delivered`}`;
}
