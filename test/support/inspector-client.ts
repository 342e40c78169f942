import { request } from 'node:http';

/** An answer of the inspector. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What is sent; headers exactly as given, so that a Host may be anybody's. */
export interface Sent {
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** One request on a connection of its own. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = [], body }: Sent = {},
): Promise<Answer> {
  const hasHost = headers.some((name) => name.toLowerCase() === 'host');
  const all = [...(hasHost ? [] : ['Host', `127.0.0.1:${port}`]), ...headers, 'Connection', 'close'];
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      headers: [...all, ...length] as never,
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_TYPE = ['Content-Type', 'application/json'];

/** Gives the ticket of a link for the cookie, as the page does. */
export async function enter(url: string): Promise<{ port: number; cookie: string; answer: Answer }> {
  const { port, hash } = new URL(url);
  const body = JSON.stringify({ ticket: hash.slice(1) });
  const answer = await ask(Number(port), '/api/session', { method: 'POST', headers: JSON_TYPE, body });
  const [cookie = ''] = [answer.headers['set-cookie']].flat();
  return { port: Number(port), cookie: cookie.split(';')[0] as string, answer };
}

/** The API, for whoever has the cookie. */
export interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
}

/** Enters, and asks with the cookie from then on. */
export async function inspectorClient(url: string): Promise<Client> {
  const { port, cookie } = await enter(url);
  const headers = ['Cookie', cookie];
  return {
    get: (path) => ask(port, path, { headers }),
    post: (path, body) =>
      ask(port, path, { method: 'POST', headers: [...headers, ...JSON_TYPE], body: JSON.stringify(body) }),
  };
}

/** The JSON of an answer, as whoever asked knows it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function jsonOf<T>({ body }: Answer): T {
  const value: T = JSON.parse(body.toString());
  return value;
}
