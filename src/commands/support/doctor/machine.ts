import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '../../../core/endpoint.ts';
import { readListenState } from '../../../config/listen-state.ts';
import { isTaken } from './reach.ts';
import { openExistingLog, type Session } from '../session.ts';
import { failure, ok, warning, type Finding } from './finding.ts';

/** Node's version against the oldest that we run on. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return isEnough
    ? ok('node', `Node ${version}`)
    : failure('node', `Node ${version} is too old`, 'Install Node 20.19 or later.');
}

/** The native module, and whether the log can be opened and written. */
export async function checkDatabase(session: Session): Promise<Finding> {
  const file = path.join(session.project.stateDir, 'events.db');
  if (!existsSync(file)) {
    return import('better-sqlite3').then(
      () => ok('database', 'nothing stored yet; the native module loads'),
      (error: unknown) => failure('database', (error as Error).message, 'Run: npm rebuild better-sqlite3'),
    );
  }
  try {
    const store = await openExistingLog(session);
    await store?.close();
    return ok('database', file);
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return failure('database', message, hint ?? 'Move the file away to start anew.');
  }
}

/** The receiver's own port, and whether a listener has it. */
export async function checkPort(session: Session): Promise<Finding> {
  const running = await readListenState(session.project);
  if (running !== undefined) return ok('port', `listen runs at ${running.localUrl}`);
  if (!(await isTaken(4400))) return ok('port', '4400 is free');
  return warning(
    'port',
    '4400 is taken by another program',
    'listen takes the next free one, or name one: --port',
  );
}

/** Where each endpoint's signing secret comes from. */
export function checkSecrets(endpoints: readonly Endpoint[]): Finding[] {
  return endpoints.map(({ name, provider, secretSource }) =>
    secretSource.kind === 'generated'
      ? warning(
          'secret',
          `${name}: generated here; events of ${provider.title} cannot be checked`,
          'Set WEBHOOK_SECRET to the signing secret of your provider, or: webhook-cli secret --set',
        )
      : ok('secret', `${name}: from ${secretSource.from.join(', ')}`),
  );
}

/** Proxies that are set: the connections of tunnels do not use them. */
export function checkProxy(env: Session['io']['env']): Finding {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
  const set = names.filter((name) => (env[name] ?? '') !== '');
  if (set.length === 0) return ok('proxy', 'no proxy is set');
  return warning(
    'proxy',
    `${set.join(', ')} is set; localtunnel and ssh connect without it`,
    'Where only the proxy leads out, use cloudflared or ngrok, or --public-url.',
  );
}
