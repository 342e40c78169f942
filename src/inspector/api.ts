import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { CliError, EXIT } from '../core/errors.ts';
import type { Access } from './access.ts';
import type { ChangeFeed } from './change-feed.ts';
import { listQuery, numberIn, readJson, replayRequest, ticketRequest, triggerRequest } from './requests.ts';
import type { PageFile } from './page-files.ts';
import { DOWNLOAD_HEADERS, REPLY_HEADERS } from './reply-headers.ts';
import { FORMS, type InspectorSource } from './source.ts';

/** What the API is made from. */
export interface ApiParts {
  readonly source: InspectorSource;
  readonly access: Access;
  readonly feed: ChangeFeed;
  readonly page: ReadonlyMap<string, PageFile>;
}

/** An edited body may be as large as a received one. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A proxy, or a sleeping machine, may lose a connection without a word: silence is broken this often. */
const BEAT_EVERY_MS = 15_000;

/** Every route of the inspector. What may reach them at all is the guard's business. */
export function createApi(parts: ApiParts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(REPLY_HEADERS))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => problem(c, 413, 'that is too much at once') }));
  app.onError((error, c) => failure(c, error));
  app.notFound((c) => problem(c, 404, 'there is nothing here'));
  addPage(app, parts);
  addReading(app, parts.source);
  addBytes(app, parts.source);
  addDoing(app, parts.source);
  addStream(app, parts.feed);
  return app;
}

function addPage(app: Hono, { page, access }: ApiParts): void {
  const file = (c: Context): Response => {
    const known = page.get(c.req.path);
    if (known === undefined) return problem(c, 404, 'the page is not built: npm run build');
    return c.body(new Uint8Array(known.bytes), 200, { 'Content-Type': known.type });
  };
  app.get('/', file);
  app.get('/assets/:name', file);
  app.post('/api/session', async (c) => {
    const cookie = access.exchange(ticketRequest(await readJson(c)).ticket);
    if (cookie === undefined) return problem(c, 401, 'this link was used already, or is of an earlier run');
    return c.json({ ok: true }, 200, { 'Set-Cookie': cookie });
  });
}

function addReading(app: Hono, source: InspectorSource): void {
  app.get('/api/state', async (c) => c.json(await source.state()));
  app.get('/api/events', async (c) => c.json(await source.list(listQuery(c))));
  app.get('/api/events/:id', (c) => found(c, source.detail(numberIn(c, 'id'))));
  app.get('/api/events/:id/headers', (c) => found(c, source.headers(numberIn(c, 'id'))));
  app.get('/api/events/:id/why', async (c) => found(c, await source.why(numberIn(c, 'id'))));
  app.get('/api/diff/:a/:b', (c) =>
    found(c, source.diff({ kind: 'events', a: numberIn(c, 'a'), b: numberIn(c, 'b') })),
  );
  app.get('/api/events/:id/diff/:a/:b', (c) => {
    const [id, a, b] = [numberIn(c, 'id'), numberIn(c, 'a'), numberIn(c, 'b')];
    return found(c, source.diff({ kind: 'attempts', id, a, b }));
  });
  app.get('/api/samples', async (c) => c.json(await source.samples()));
  app.get('/api/sample', async (c) =>
    c.json({ body: await source.sample(c.req.query('provider') ?? '', c.req.query('type') ?? '') }),
  );
}

function addBytes(app: Hono, source: InspectorSource): void {
  app.get('/api/events/:id/body', (c) => {
    const id = numberIn(c, 'id');
    return download(c, source.body(id), `event-${id}.body`);
  });
  app.get('/api/events/:id/attempts/:n/body', (c) => {
    const [id, n] = [numberIn(c, 'id'), numberIn(c, 'n')];
    return download(c, source.answer(id, n), `event-${id}-answer-${n}.body`);
  });
  app.get('/api/events/:id/as/:form', async (c) => {
    const id = numberIn(c, 'id');
    const form = FORMS.find((known) => known === c.req.param('form'));
    return download(c, form && (await source.written(id, form)), `event-${id}.${form}`);
  });
}

function addDoing(app: Hono, source: InspectorSource): void {
  app.post('/api/events/:id/replay', async (c) => {
    const request = replayRequest(await readJson(c));
    return found(c, await source.replay(numberIn(c, 'id'), request));
  });
  app.post('/api/trigger', async (c) => c.json(await source.trigger(triggerRequest(await readJson(c)))));
}

/** Says only which events changed: what they are now is asked for, with the filter of the page. */
function addStream(app: Hono, feed: ChangeFeed): void {
  app.get('/api/stream', (c) =>
    streamSSE(c, async (stream) => {
      const left = new Promise<void>((resolve) => stream.onAbort(resolve));
      const say = (event: string, data: unknown): void =>
        void stream.writeSSE({ event, data: JSON.stringify(data) }).catch(() => undefined);
      const end = feed.follow((change) => say('change', change));
      const beat = setInterval(() => say('beat', null), BEAT_EVERY_MS);
      say('open', null);
      await left;
      clearInterval(beat);
      end();
    }),
  );
}

function found(c: Context, value: unknown): Response {
  return value === undefined ? problem(c, 404, 'there is no such event') : c.json(value as object);
}

function download(c: Context, bytes: Buffer | undefined, name: string): Response {
  if (bytes === undefined) return problem(c, 404, 'there is no such event');
  return c.body(new Uint8Array(bytes), 200, {
    ...DOWNLOAD_HEADERS,
    'Content-Disposition': `attachment; filename="${name}"`,
  });
}

function failure(c: Context, error: Error): Response {
  if (!(error instanceof CliError)) return problem(c, 500, 'the inspector failed', error.message);
  return problem(c, error.exitCode === EXIT.usage ? 400 : 503, error.message, error.hint);
}

function problem(
  c: Context,
  status: 400 | 401 | 404 | 413 | 500 | 503,
  message: string,
  hint = '',
): Response {
  return c.json({ error: { message, hint } }, status);
}
