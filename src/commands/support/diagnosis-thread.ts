import { Worker } from 'node:worker_threads';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { DiagnosisAnswer, DiagnosisJob } from './diagnosis-worker.ts';

/** Diagnoses in a thread of its own: hundreds of hashes over a megabyte would hold up every answer. */
export interface DiagnosisThread {
  /** Undefined where there is no time for it: too many wait, it takes too long, or the listener stops. */
  ask(job: Omit<DiagnosisJob, 'number'>): Promise<Diagnosis | undefined>;
  close(): Promise<void>;
}

/** Who sends a flood of wrong signatures gets lines without diagnoses, and costs no memory. */
const MOST_WAITING = 16;
const PATIENCE_MS = 5000;

/** The thread starts with the first question. */
export function createDiagnosisThread(): DiagnosisThread {
  const waiting = new Map<number, (diagnosis: Diagnosis | undefined) => void>();
  let worker: Worker | undefined;
  let asked = 0;
  const giveUp = (): void => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
    worker = undefined;
  };
  const answer = (number: number, diagnosis: Diagnosis | undefined): void => {
    waiting.get(number)?.(diagnosis);
    waiting.delete(number);
  };
  return {
    ask: async (job) => {
      if (waiting.size >= MOST_WAITING) return undefined;
      worker ??= startWorker(giveUp, ({ number, diagnosis }) => answer(number, diagnosis ?? undefined));
      const number = (asked += 1);
      const { promise, timer } = patience(waiting, number);
      worker.postMessage({ ...job, number });
      return promise.finally(() => clearTimeout(timer));
    },
    close: async () => {
      const running = worker;
      giveUp();
      await running?.terminate();
    },
  };
}

function startWorker(lost: () => void, answered: (answer: DiagnosisAnswer) => void): Worker {
  const worker = new Worker(new URL('./diagnosis-worker.js', import.meta.url));
  // An error is always followed by the exit.
  worker
    .on('message', answered)
    .on('error', () => undefined)
    .on('exit', lost);
  worker.unref();
  return worker;
}

type Waiting = Map<number, (diagnosis: Diagnosis | undefined) => void>;

/** A question keeps its place until it is answered, so that a slow thread is not asked more and more. */
function patience(waiting: Waiting, number: number) {
  let resolve!: (diagnosis: Diagnosis | undefined) => void;
  const promise = new Promise<Diagnosis | undefined>((done) => (resolve = done));
  waiting.set(number, resolve);
  return { promise, timer: setTimeout(() => resolve(undefined), PATIENCE_MS) };
}
