import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Clock, QForgeError, systemClock } from '../../base/index.ts';
import { adminApp } from './admin-app.ts';
import { adminRoutes } from './admin-routes.ts';
import type { AdminSources } from './admin-sources.ts';
import type { TokenTable } from './admin-token.ts';
import { type PageFiles, readPageFiles } from './page-files.ts';
import { isLoopback, loopbackHosts, OriginGuard } from './request-origin.ts';
import { SignInTickets } from './sign-in-tickets.ts';

/** How long the head of a request may take. */
export const HEADERS_WITHIN_MS = 5000;
/** How long the whole of a request may take. */
export const REQUEST_WITHIN_MS = 10_000;
/** Bytes of a request's head. */
export const MAX_HEADER_BYTES = 8192;
/** Connections at once. */
export const MAX_ADMIN_CONNECTIONS = 64;

/** What an admin server is made with. */
export interface AdminServerOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tokens: TokenTable;
  /** Other names under which the interface is reached, with their ports, such as that of a proxy. */
  readonly hosts?: readonly string[];
  /** Listen where others can reach it. */
  readonly isPublic?: boolean;
  /** The folder of the built dashboard; without one, or with an empty one, only programs are answered. */
  readonly pageFolder?: string | undefined;
  readonly clock?: Clock;
}

/** Serves the admin interface over HTTP, on this machine alone unless told otherwise. */
export class AdminServer implements AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Whether there is a dashboard at {@link url}. */
  readonly hasPages: boolean;
  readonly #server: Server;
  readonly #tickets: SignInTickets;

  private constructor(
    server: Server,
    host: string,
    parts: { readonly tickets: SignInTickets; readonly hasPages: boolean },
  ) {
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.#tickets = parts.tickets;
    this.hasPages = parts.hasPages;
    this.port = port;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** Throws `ADMIN_ADDRESS_PUBLIC`, `PORT_IN_USE`, `LISTEN_FAILED`. */
  static async start(sources: AdminSources, options: AdminServerOptions): Promise<AdminServer> {
    const { host = '127.0.0.1', port: wantedPort, tokens, hosts = [], isPublic = false, clock = systemClock } = options;
    const address = `${host}:${wantedPort}`;
    if (!isPublic && !isLoopback(host)) throw new QForgeError('ADMIN_ADDRESS_PUBLIC', { address });
    const server = createServer({
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: 1000,
    });
    server.maxConnections = MAX_ADMIN_CONNECTIONS;
    await listen(server, host, wantedPort);
    const { port } = server.address() as AddressInfo;
    const guard = new OriginGuard([...loopbackHosts(port), ...hosts]);
    const [pages, tickets] = [await pagesOf(options), new SignInTickets(clock)];
    const app = adminApp({ routes: adminRoutes(sources), spans: sources.spans, tokens, guard, clock, pages, tickets });
    const answer = getRequestListener(app.fetch);
    server.on('request', (request, response) => void answer(request, response));
    return new AdminServer(server, host, { tickets, hasPages: pages !== undefined });
  }

  /** A link to the dashboard that signs in who opens it first, within ten minutes. What is behind # is not sent and not logged. */
  signInUrl(): string {
    return `${this.url}/#sign-in=${this.#tickets.issue('control')}`;
  }

  /** Stops answering; streams of events end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function pagesOf({ pageFolder }: AdminServerOptions): Promise<PageFiles | undefined> {
  return pageFolder === undefined ? undefined : readPageFiles(pageFolder);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const address = `${host}:${port}`;
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new QForgeError('PORT_IN_USE', { address }, { cause });
    }
    throw new QForgeError('LISTEN_FAILED', { address, reason: 'the system refuses' }, { cause });
  }
}
