import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { headersFromRaw, type HeaderList } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { VerifyInput } from '../../src/signatures/types.ts';
import { verify } from '../../src/signatures/verify.ts';

/** A request as a receiver sees it, and whether it verifies, looked at otherwise or not. */
export interface JudgedRequest {
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** How many pieces the body came in. */
  readonly pieces: number;
  isValid(otherwise?: Partial<VerifyInput>): boolean;
}

/** What a receiver is right by, and what is wrong with it. */
export interface ReceiverParts {
  readonly provider: Provider;
  readonly secrets: readonly string[];
  /** As registered with the provider. */
  readonly url: string;
  /** A status to answer instead of the right one, where there is a mistake. */
  readonly flaw?: (request: JudgedRequest) => number | undefined;
}

/** A receiver of a provider, which verifies with our own interpreter; its port. */
export async function verifyingServer({ provider, secrets, url, flaw }: ReceiverParts): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = headersFromRaw(request.rawHeaders);
      const { method = '', url: path = '/' } = request;
      const input = { method, path, headers, body, url, secrets, now: Date.now() };
      const isValid = (otherwise: Partial<VerifyInput> = {}): boolean =>
        verify(provider.scheme, { ...input, ...otherwise }).status === 'valid';
      const isTaken = method === 'POST' && isValid();
      const right = isTaken ? (isJson(body) ? (provider.answer.status ?? 200) : 400) : 401;
      const status = flaw?.({ method, headers, body, pieces: chunks.length, isValid }) ?? right;
      response.writeHead(status).end(provider.answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Whether bytes are JSON. */
export function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
