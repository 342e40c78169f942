import type { Output } from '../../core/io.ts';
import { progressBar, type Progress } from '../../render/progress-bar.ts';
import { statusLine } from '../../render/status-line.ts';
import type { Session } from './session.ts';

/** Where a run of several sends writes: on a terminal, above a progress bar. */
export interface LiveOutputs {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Moves the bar; nothing where there is none. */
  progress(progress: Progress): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Outputs for so many sends: one alone needs no bar. */
export function liveOutputs({ io, json }: Session, total: number): LiveOutputs {
  const { stdout, stderr } = io;
  const isLive = stdout.isTty && stderr.isTty && io.env['TERM'] !== 'dumb' && !json && total > 1;
  if (!isLive) return { stdout, stderr, progress: () => undefined, stop: () => undefined };
  const line = statusLine(stdout, stderr);
  return {
    stdout: line.stdout,
    stderr: line.stderr,
    progress: (progress) => line.show(progressBar(progress)),
    stop: () => line.show(''),
  };
}
