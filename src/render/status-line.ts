import type { Output } from '../core/io.ts';

/** A terminal whose last line is kept for a status, under everything that is written. */
export interface StatusLine {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Shows a status; the empty text takes the line away. No escape sequences in it. */
  show(text: string, paint?: (text: string) => string): void;
}

const CLEAR_LINE = '\r\x1b[2K';

/** Keeps the last line of a terminal for a status. Both outputs must be that terminal. */
export function statusLine(stdout: Output, stderr: Output): StatusLine {
  let shown = '';
  const around = (output: Output): Output => ({
    get isTty() {
      return output.isTty;
    },
    get isBroken() {
      return output.isBroken;
    },
    write(text) {
      if (shown !== '') stdout.write(CLEAR_LINE);
      output.write(text);
      stdout.write(shown);
    },
  });
  return {
    stdout: around(stdout),
    stderr: around(stderr),
    show(text, paint = (plain) => plain) {
      const line = text.slice(0, (stdout.columns || 80) - 1);
      const next = line === '' ? '' : paint(line);
      if (next === shown) return;
      stdout.write(`${shown === '' ? '' : CLEAR_LINE}${next}`);
      shown = next;
    },
  };
}
