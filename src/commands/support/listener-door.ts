import type { Endpoint } from '../../core/endpoint.ts';
import { arrivalOf, EVENT_HEADER } from '../../core/origin.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import type { Reply } from '../../core/reply.ts';
import type { ReceivedRequest } from '../../http/receiver.ts';
import type { Probe } from '../../tunnels/probe.ts';
import { isProof } from './trigger-proof.ts';

/** What senders call the listener; some schemes sign it. Both change while it runs. */
export interface Address {
  public: string | null;
  local: string;
}

/** The URL of an endpoint as its sender knows it, where that is not configured. */
export function urlAt(address: Address, endpoint: Endpoint, path: string): string {
  return endpoint.url ?? `${address.public ?? address.local}${path}`;
}

/** What stands at the door. */
export interface DoorParts {
  readonly pipeline: Pipeline;
  readonly probe: Probe;
  readonly address: Address;
  /** What `trigger` proves with that it belongs to the same project. */
  readonly token: string;
}

/** Answers what comes in: the probe's own requests, and everything else by the pipeline. */
export function createDoor({ pipeline, probe, address, token }: DoorParts) {
  return async (request: ReceivedRequest): Promise<Reply> => {
    const mirrored = probe.mirror(request);
    if (mirrored !== undefined) return mirrored;
    const publicHost = address.public === null ? null : new URL(address.public).host;
    const arrival = arrivalOf(request, { isProof: (text, body) => isProof(text, token, body), publicHost });
    const { reply, eventId } = await pipeline({ ...request, ...arrival });
    return arrival.origin === 'trigger' && eventId !== null ? numbered(reply, eventId) : reply;
  };
}

/** `trigger` learns under which number its event stands; nobody else is told. */
function numbered(reply: Reply, eventId: number): Reply {
  return { ...reply, headers: [...reply.headers, [EVENT_HEADER, String(eventId)]] };
}
