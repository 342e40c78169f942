/**
 * Looks whether a localtunnel server is there before its client is started, which would hide what
 * is wrong. The route registers no name; a server that does not know it answers 404, which is fine.
 * @throws Error with one short sentence
 */
export async function preflight(host: string, deadlineMs: number): Promise<void> {
  const { request } = await import('undici');
  let response: Awaited<ReturnType<typeof request>>;
  try {
    response = await request(`${host}/api/status`, { signal: AbortSignal.timeout(deadlineMs) });
    await response.body.dump({ limit: 64 * 1024 });
  } catch (error) {
    throw new Error(unreachable(error as NodeJS.ErrnoException, deadlineMs), { cause: error });
  }
  const type = String(response.headers['content-type'] ?? '');
  if (response.statusCode >= 500) throw new Error(`the tunnel server answered ${response.statusCode}`);
  if (response.statusCode === 200 && type.includes('html')) {
    throw new Error('a web page answered in place of the tunnel server (a login page of this network?)');
  }
}

function unreachable(error: NodeJS.ErrnoException, deadlineMs: number): string {
  if (error.name === 'TimeoutError') return `the tunnel server did not answer within ${deadlineMs / 1000} s`;
  const code = error.code ?? (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message;
  return `the tunnel server cannot be reached (${code})`;
}
