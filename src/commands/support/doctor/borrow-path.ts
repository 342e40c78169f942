import { readListenState } from '../../../config/listen-state.ts';
import { startReceiver } from '../../../http/receiver.ts';
import { textReply } from '../../../core/reply.ts';
import { createProbe } from '../../../tunnels/probe.ts';
import { supervise } from '../../../tunnels/supervisor.ts';
import type { TunnelEvent } from '../../../tunnels/tunnel-event.ts';
import { chooseTunnel, type TunnelOptions } from '../open-tunnel.ts';
import type { Session } from '../session.ts';
import type { OpenPath } from './public-path.ts';

/** A public path to look at, for as long as `use` takes. */
export type Borrowed =
  | { readonly kind: 'open'; readonly path: OpenPath; readonly from: string; close(): Promise<void> }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

const OPEN_WITHIN_MS = 30_000;

/** The running listener's public path, or one opened for the moment. */
export async function borrowPath(session: Session, options: TunnelOptions): Promise<Borrowed> {
  const running = await readListenState(session.project);
  if (running !== undefined) {
    const { publicUrl, probePath, tunnel } = running;
    if (tunnel === null) return { kind: 'none' };
    if (publicUrl === null) return { kind: 'failed', reason: tunnel.reason ?? `listen is ${tunnel.state}` };
    const path = { publicUrl, probePath };
    return { kind: 'open', path, from: 'the running listener', close: () => Promise.resolve() };
  }
  return openForTheMoment(session, options);
}

async function openForTheMoment(session: Session, options: TunnelOptions): Promise<Borrowed> {
  const chosen = await chooseTunnel(session, options);
  if (chosen === null) return { kind: 'none' };
  const probe = createProbe();
  const receiver = await startReceiver({
    port: 0,
    portMayMove: false,
    avoidPorts: [],
    maxBodyBytes: 1024 * 1024,
    control: (head) => probe.answer(head),
    handle: (request) => Promise.resolve(probe.mirror(request) ?? textReply(404, 'doctor')),
    notify: () => undefined,
    now: session.io.now,
  });
  let tell: (event: TunnelEvent) => void = () => undefined;
  const opened = new Promise<string | { reason: string }>((resolve) => {
    let reason = 'it does not answer';
    const timer = setTimeout(() => resolve({ reason }), OPEN_WITHIN_MS);
    tell = (event) => {
      if (event.kind === 'unavailable' || event.kind === 'failed') reason = event.reason;
      if (event.kind === 'up') resolve(event.publicUrl);
      if (event.kind === 'failed' || event.kind === 'unavailable') resolve({ reason });
      if (event.kind === 'up' || event.kind === 'failed' || event.kind === 'unavailable') clearTimeout(timer);
    };
  });
  const supervisor = supervise({ ...chosen, probe, port: receiver.port, emit: (event) => tell(event) });
  const close = async (): Promise<void> => {
    await supervisor.stop();
    await receiver.close();
  };
  const result = await opened;
  if (typeof result === 'string')
    return {
      kind: 'open',
      path: { publicUrl: result, probePath: probe.path },
      from: 'opened for this',
      close,
    };
  await close();
  return { kind: 'failed', reason: result.reason };
}
