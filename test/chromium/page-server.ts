import { once } from 'node:events';
import { createServer } from 'node:http';

/** Strict: nothing but the page's own files, and WebSockets to this machine. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src ws://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'";

/** A small server of pages, on this machine. */
export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves an empty page that loads `/qforge.js`, which hands the client to the tests. */
export async function servePage(bundle: string): Promise<PageServer> {
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', '<!doctype html><title>test</title><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', "import * as qforge from '/qforge.js'; globalThis.qforge = qforge;"],
    '/qforge.js': ['text/javascript', bundle],
    '/favicon.ico': ['image/x-icon', ''],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server has a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
