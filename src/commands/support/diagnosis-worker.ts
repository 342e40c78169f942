import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { providers } from '../../providers/index.ts';
import { diagnose } from '../../signatures/diagnosis/diagnose.ts';
import type { DiagnosisContext, DiagnosisRequest } from '../../signatures/diagnosis/types.ts';

/** What the thread is asked; bodies arrive as plain bytes. */
export interface DiagnosisJob extends Omit<DiagnosisContext, 'providers'> {
  readonly number: number;
  readonly request: Omit<DiagnosisRequest, 'body'> & { readonly body: Uint8Array };
}

/** What it answers; null where it found nothing to say. */
export interface DiagnosisAnswer {
  readonly number: number;
  readonly diagnosis: Diagnosis | null;
}

const port = parentPort as MessagePort;

port.on('message', (job: DiagnosisJob) => {
  const { buffer, byteOffset, byteLength } = job.request.body;
  const request = { ...job.request, body: Buffer.from(buffer, byteOffset, byteLength) };
  const diagnosis = diagnose(request, { ...job, providers });
  port.postMessage({ number: job.number, diagnosis } satisfies DiagnosisAnswer);
});
