import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { headersFromRaw } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { verify } from '../../src/signatures/verify.ts';

/** What a receiver is right by. */
export interface RightReceiver {
  readonly provider: Provider;
  readonly secrets: readonly string[];
  /** As registered with the provider. */
  readonly url: string;
}

/** A right receiver of a provider, which verifies with our own interpreter; its port. */
export async function verifyingServer({ provider, secrets, url }: RightReceiver): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = headersFromRaw(request.rawHeaders);
      const { method = '', url: path = '/' } = request;
      const input = { method, path, headers, body, url, secrets, now: Date.now() };
      const isValid = method === 'POST' && verify(provider.scheme, input).status === 'valid';
      const status = isValid ? (isJson(body) ? (provider.answer.status ?? 200) : 400) : 401;
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

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
