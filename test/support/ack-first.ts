/**
 * The negative control of the crash test, as a program: it answers before the event is on disk.
 * Everything else is the real thing, so a loss is due to the order alone.
 */
export function ackFirstProgram(dist: URL, database: string): string {
  return `
    import { startReceiver } from '${new URL('http/receiver.js', dist).href}';
    import { openStore } from '${new URL('store/open-store.js', dist).href}';
    const store = openStore({ file: ${JSON.stringify(database)} });
    const signature = { status: 'unchecked', reason: 'no-secret', explanation: '' };
    const receiver = await startReceiver({
      port: 0, portMayMove: false, avoidPorts: [], maxBodyBytes: 1e6, now: Date.now,
      control: () => undefined, notify: () => undefined,
      async handle(request) {
        const providerEventId = JSON.parse(String(request.body)).id;
        void store.append({ ...request, providerEventId, type: 'x', origin: 'local', endpoint: 'default', provider: 'store', signature, outcome: 'captured' });
        return { status: 200, headers: [], body: Buffer.from('ok') };
      },
    });
    console.log(JSON.stringify({ kind: 'ready', localUrl: 'http://localhost:' + receiver.port }));
  `;
}
