import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Where the build puts the page, from `src/inspector` and `dist/inspector` alike. */
const BUILT = fileURLToPath(new URL('../../dist/page', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All files of the built page by their paths. They are few, and no path is ever built from a request. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(BUILT, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const place = `/${name.split(path.sep).join('/')}`;
    files.set(place === '/index.html' ? '/' : place, { type, bytes: await readFile(path.join(BUILT, name)) });
  }
  return files;
}
