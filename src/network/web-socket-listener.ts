import { createServer, type IncomingMessage, type Server, type ServerOptions, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { assert, type Connection, type Listener, type Logger } from '../base/index.ts';
import { formatAddress, type WebSocketAddress } from './address.ts';
import { errorCodeOf, listenError } from './connection-errors.ts';
import { unmappedHost } from './ip-address.ts';
import { MessageConnection } from './message-connection.ts';
import { MAX_WEB_SOCKET_MESSAGE_BYTES } from './message-socket.ts';
import { NodeMessageSocket } from './node-message-socket.ts';
import type { QueueMarks } from './queue-marks.ts';

/** A certificate chain and its key, in PEM. */
export interface TlsCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a listener for WebSockets is made with. */
export interface WebSocketListenPlan {
  readonly target: WebSocketAddress;
  readonly allowedOrigins: readonly string[];
  readonly tls: TlsCertificate | undefined;
  readonly marks: Partial<QueueMarks>;
  readonly logger: Logger;
}

/** From an accepted connection to the end of the request's headers. */
export const WEB_SOCKET_HEADER_TIMEOUT_MS = 5000;

/** Bytes of headers of a request to open a WebSocket. */
export const MAX_WEB_SOCKET_HEADER_BYTES = 8192;

/** Connections that have not asked for a WebSocket yet; the oldest makes room for the next one. */
export const MAX_UNOPENED_WEB_SOCKETS = 256;

const LISTEN_BACKLOG = 4096;
const TIMEOUT_CHECK_MS = 1000;
/** Enough for the few that RFC 6455 §4.1 asks for and what browsers and proxies add. */
const MAX_HEADERS = 64;

const serverOptions: ServerOptions = {
  maxHeaderSize: MAX_WEB_SOCKET_HEADER_BYTES,
  headersTimeout: WEB_SOCKET_HEADER_TIMEOUT_MS,
  requestTimeout: WEB_SOCKET_HEADER_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  insecureHTTPParser: false,
  keepAlive: true,
  noDelay: true,
};

/**
 * Listens for WebSockets on one path. Throws `PORT_IN_USE` or `LISTEN_FAILED`.
 *
 * A request that comes from a page must name an allowed origin: so no page that a user happens to visit can talk to a listener on
 * the user's machine, by whatever name it reaches it.
 */
export async function listenForWebSockets(
  plan: WebSocketListenPlan,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const { WebSocketServer } = await import('ws');
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_WEB_SOCKET_MESSAGE_BYTES,
  });
  const server =
    plan.tls === undefined ? createServer(serverOptions) : createTlsServer({ ...serverOptions, ...plan.tls });
  server.maxHeadersCount = MAX_HEADERS;
  server.on('request', (_request, response) => {
    response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end();
  });
  const unopened = boundUnopened(server);
  server.on('upgrade', (request, stream, head) => {
    unopened.delete(portOf(request.socket));
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, plan);
    if (refusal !== undefined) return refuse(stream, refusal);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const peer = peerAddress(request, plan.target.scheme);
      onConnection(new MessageConnection(new NodeMessageSocket(socket, peer), peer, plan.marks));
    });
  });
  await bind(server, plan.target);
  server.on('error', (error) => {
    plan.logger.log('warn', 'network', 'a connection could not be accepted', { reason: errorCodeOf(error) });
  });
  return { address: boundAddress(server, plan.target), close: () => closeServer(server, unopened) };
}

/**
 * Keeps those connections that have not asked for anything yet, and drops the oldest beyond the limit: whoever is silent makes room, and
 * nobody can shut others out by being so (adr/0020).
 */
function boundUnopened(server: Server): Map<string, Socket> {
  const unopened = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    if (unopened.size >= MAX_UNOPENED_WEB_SOCKETS) dropOldest(unopened);
    const port = portOf(socket);
    unopened.set(port, socket);
    socket.once('close', () => unopened.get(port) === socket && unopened.delete(port));
  });
  return unopened;
}

function dropOldest(unopened: Map<string, Socket>): void {
  for (const [port, socket] of unopened) {
    unopened.delete(port);
    socket.destroy();
    return;
  }
}

/** What a connection and the TLS inside it have in common. */
function portOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** The HTTP status that refuses a request; undefined if it may open a WebSocket. */
function refusalOf(request: IncomingMessage, { target, allowedOrigins }: WebSocketListenPlan): number | undefined {
  if (request.url !== target.path) return 404;
  const { origin } = request.headers;
  return origin === undefined || allowedOrigins.includes(origin) ? undefined : 403;
}

function refuse(stream: Duplex, status: number): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  stream.end(head, () => stream.destroy());
}

function peerAddress(request: IncomingMessage, scheme: 'ws' | 'wss'): string {
  const { remoteAddress = '::', remotePort = 0 } = request.socket;
  return formatAddress({ scheme, host: unmappedHost(remoteAddress), port: remotePort, path: '/' });
}

function boundAddress(server: Server, target: WebSocketAddress): string {
  const bound = server.address();
  assert(bound !== null && typeof bound === 'object', 'a listening server has an address and a port');
  return formatAddress({ ...target, host: bound.address, port: bound.port });
}

async function bind(server: Server, target: WebSocketAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refused = (error: Error): void => reject(listenError(formatAddress(target), error));
  server.once('error', refused);
  server.listen({ host: target.host, port: target.port, backlog: LISTEN_BACKLOG }, resolve);
  await promise;
  server.off('error', refused);
}

/** Resolves as soon as the address is free again; open WebSockets live on. */
async function closeServer(server: Server, unopened: ReadonlyMap<string, Socket>): Promise<void> {
  if (server.listening) server.close();
  for (const socket of unopened.values()) socket.destroy();
  await new Promise((resolve) => setImmediate(resolve));
}
