import { expect, test } from 'vitest';
import type { Output } from '../../src/core/io.ts';
import type { PathStatus } from '../../src/core/public-path.ts';
import { terminalReporter } from '../../src/render/listen-reporter.ts';
import { statusLine } from '../../src/render/status-line.ts';
import { styleFor } from '../../src/render/style.ts';

/** A terminal as far as we use one: lines, of which the last can be rewritten. */
class Terminal {
  #written = '';

  output(isTty: boolean, columns = 80): Output {
    return { isTty, isBroken: false, columns, write: (text) => void (this.#written += String(text)) };
  }

  get raw(): string {
    return this.#written;
  }

  /** What stands on the screen. */
  get screen(): string[] {
    const lines = this.#written.split('\n');
    return lines.map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
  }
}

const style = styleFor({ isTty: false, env: { NO_COLOR: '1' } });

const UP: PathStatus = {
  provider: 'localtunnel',
  state: 'up',
  publicUrl: 'https://acme.example',
  latencyMs: 41.6,
  checkedAt: 0,
  reason: null,
};

function reporter(terminal: Terminal, options: { isTty?: boolean; columns?: number } = {}) {
  const output = terminal.output(options.isTty ?? true, options.columns);
  const parts = { style, noteStyle: style, quiet: false, isDumb: false };
  const made = terminalReporter({ stdout: output, stderr: output, ...parts });
  made.ready({
    publicUrl: UP.publicUrl,
    localUrl: 'http://localhost:4400',
    inspectorUrl: null,
    target: null,
    reason: null,
  });
  return made;
}

test('the last line of a terminal shows URL, state and latency, under everything else', () => {
  const terminal = new Terminal();
  const shown = reporter(terminal);
  shown.status(UP);
  expect(terminal.screen.at(-1)).toBe('✓ https://acme.example · up · 42 ms');
  shown.warning('first');
  shown.status({ ...UP, latencyMs: 50 });
  shown.warning('second');
  expect(terminal.screen.slice(-3)).toEqual([
    'warning: first',
    'warning: second',
    '✓ https://acme.example · up · 50 ms',
  ]);
  shown.end();
  expect(terminal.screen.at(-1)).toBe('');
});

test('why the path is not up is in the line, escaped', () => {
  const terminal = new Terminal();
  const shown = reporter(terminal);
  shown.status({ ...UP, state: 'backing-off', reason: 'gone\u001b[31m' });
  expect(terminal.screen.at(-1)).toContain('waiting to open it again');
  expect(terminal.screen.at(-1)).not.toContain('\u001b');
});

test('a line never wraps: it could not be taken back', () => {
  const terminal = new Terminal();
  reporter(terminal, { columns: 20 }).status(UP);
  expect(terminal.screen.at(-1)?.length).toBeLessThan(20);
});

test('no terminal: no status line and no escape byte', () => {
  const terminal = new Terminal();
  const shown = reporter(terminal, { isTty: false });
  shown.status(UP);
  shown.end();
  expect(terminal.raw).not.toContain('\u001b');
  expect(terminal.raw).not.toContain('42 ms');
});

test('the same status is not written twice', () => {
  const terminal = new Terminal();
  const output = terminal.output(true);
  const line = statusLine(output, output);
  line.show('a');
  const once = terminal.raw;
  line.show('a');
  expect(terminal.raw).toBe(once);
});

test('a recovery says from when to when, and what becomes of the webhooks sent meanwhile', () => {
  const terminal = new Terminal();
  const shown = reporter(terminal, { isTty: false });
  const from = new Date(2026, 10, 24, 14, 3, 2).getTime();
  shown.tunnel({
    state: 'up',
    publicUrl: 'https://acme.example',
    detail: '',
    gap: { from, to: from + 128_000 },
    advice: 'Store tries again.',
    stage: null,
  });
  expect(terminal.raw).toContain(
    'PUBLIC URL UP  https://acme.example  was down from 14:03:02 to 14:05:10 (2 min 8 s)',
  );
  expect(terminal.raw).toContain('Store tries again.');
});
