import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { bundleForBrowsers } from '../../tools/package/browser-bundle.ts';

const PAGE = resolve(import.meta.dirname, 'page');
const LIMITS = { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000 };

/** What the page must know of the room. */
export interface RoomAddress {
  readonly peerId: string;
  readonly address: string;
}

interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** Serves the page on this machine. It answers under the name that it prints alone: no other name leads here (DNS rebinding). */
export class PageServer implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;
  #files: Readonly<Record<string, PageFile>> = {};
  #room: RoomAddress | undefined;

  private constructor(server: Server, port: number) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#server = server;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  /** Listens; port 0 takes any free one. */
  static async start(port: number): Promise<PageServer> {
    const server = createServer(LIMITS).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return new PageServer(server, typeof address === 'object' && address !== null ? address.port : port);
  }

  /** From now on there is a page, which leads to this room. */
  show(room: RoomAddress): void {
    // As it is now: a room that is over has no address, and the page outlives it.
    this.#room = { peerId: room.peerId, address: room.address };
    this.#files = {
      '/': { type: 'text/html; charset=utf-8', body: readFileSync(resolve(PAGE, 'index.html'), 'utf8') },
      '/chat.css': { type: 'text/css; charset=utf-8', body: readFileSync(resolve(PAGE, 'chat.css'), 'utf8') },
      '/icon.svg': { type: 'image/svg+xml', body: readFileSync(resolve(PAGE, 'icon.svg'), 'utf8') },
      '/chat.js': {
        type: 'text/javascript; charset=utf-8',
        body: bundleForBrowsers('examples/browser-chat/page/chat.ts').text,
      },
      '/room.json': { type: 'application/json', body: JSON.stringify(this.#room) },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.host !== this.origin.slice('http://'.length)) return void response.writeHead(403).end();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { Allow: 'GET' }).end();
    const file = Object.hasOwn(this.#files, request.url ?? '') ? this.#files[request.url ?? ''] : undefined;
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { ...this.#headers(), 'Content-Type': file.type });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  #headers(): Readonly<Record<string, string>> {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${new URL(this.#room?.address ?? this.origin).origin}`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ];
    return {
      'Content-Security-Policy': policy.join('; '),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    };
  }
}
