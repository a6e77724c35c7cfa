import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One file of the dashboard, as it is kept: compressed by gzip. */
export interface PageFile {
  readonly type: string;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

/** The files of the dashboard by their path, such as `/dashboard.js`; `/` is the page itself. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const COMPRESSED = '.gz';
const PAGE = '/index.html';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads what the build has put into a folder. Undefined when there is no page in it: the interface then answers programs only. */
export async function readPageFiles(folder: string): Promise<PageFiles | undefined> {
  const names = await readdir(folder).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names.filter((candidate) => candidate.endsWith(COMPRESSED))) {
    const path = `/${name.slice(0, -COMPRESSED.length)}`;
    const type = types[extname(path)];
    if (type !== undefined) files.set(path, { type, gzipped: new Uint8Array(await readFile(join(folder, name))) });
  }
  const page = files.get(PAGE);
  return page === undefined ? undefined : files.set('/', page);
}

/** The answer to a request of a file; only programs ask for what is not compressed. */
export function pageResponse({ type, gzipped }: PageFile, acceptEncoding: string | undefined): Response {
  const headers = { 'content-type': type, vary: 'Accept-Encoding' };
  if (!/\bgzip\b/u.test(acceptEncoding ?? '')) return new Response(new Uint8Array(gunzipSync(gzipped)), { headers });
  return new Response(gzipped, { headers: { ...headers, 'content-encoding': 'gzip' } });
}
