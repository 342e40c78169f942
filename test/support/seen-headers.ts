import type { SeenRequest } from './app-server.ts';

/** Reads a header by its lower-case name; empty where it is not there. */
export type Headers = (name: string) => string;

/** The headers of a request as an app saw it. */
export function headersOf(request: SeenRequest | undefined): Headers {
  return (name) => {
    const at = request?.rawHeaders.findIndex((text) => text.toLowerCase() === name) ?? -1;
    return at < 0 ? '' : (request?.rawHeaders[at + 1] ?? '');
  };
}
