import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  beginTrace,
  type Clock,
  continueTrace,
  isQForgeError,
  type Logger,
  type MetricsSink,
  parseTraceparent,
  QForgeError,
  type TraceContext,
} from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { ErrorStatistics } from '../../resilience/index.ts';
import type { TlsCredentials } from '../etsi/tls-credentials.ts';
import { withTrace } from '../etsi/trace-scope.ts';
import { type Caller, type CallerDirectory, callerUri } from './caller-directory.ts';
import type { Kme } from './kme.ts';
import { failureAnswer, isOwnFault, type KmeAnswer, problemAnswer, routeProblemAnswer } from './kme-answer.ts';
import { serveRoute } from './kme-desk.ts';
import { routeOf } from './kme-route.ts';
import { type RateLimit, RequestRate } from './request-rate.ts';

/** The longest header of a request. */
export const MAX_HEADER_BYTES = 8192;
/** Characters of a stranger's names that are logged. */
const MAX_LOGGED_NAMES = 200;
/** How long the header of a request, and a TLS handshake, may take. */
export const HEADER_TIMEOUT_MS = 5000;
/** How long a whole request may take. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** How many connections are open at once; more are dropped. */
export const MAX_KME_CONNECTIONS = 512;

const IDLE_TIMEOUT_MS = 5000;
const CHECK_EVERY_MS = 1000;

/** What a server needs beside its key manager. */
export interface KmeServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly tls: TlsCredentials;
  readonly callers: CallerDirectory;
  readonly rate: RateLimit;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Counts requests that fail, by why. */
  readonly errors?: ErrorStatistics | undefined;
}

/** Serves a key manager over TLS 1.3 to callers that prove who they are by certificate. ETSI GS QKD 014 §5 */
export class KmeServer implements AsyncDisposable {
  readonly #kme: Kme;
  readonly #options: KmeServerOptions;
  readonly #rate: RequestRate;
  readonly #server: Server;

  private constructor(kme: Kme, options: KmeServerOptions) {
    this.#kme = kme;
    this.#options = options;
    this.#rate = new RequestRate(options.rate, options.clock);
    this.#server = createServer(serverOptions(options.tls), (request, response) => void this.#serve(request, response));
    this.#server.maxConnections = MAX_KME_CONNECTIONS;
    this.#server.on('tlsClientError', (error) => this.#noteStranger(error));
  }

  /** Starts to serve. Throws `PORT_IN_USE` and `LISTEN_FAILED`. */
  static async listen(kme: Kme, options: KmeServerOptions): Promise<KmeServer> {
    const server = new KmeServer(kme, options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', (error) => reject(listenError(options, error)));
      server.#server.listen(options.port, options.host, resolve);
    });
    return server;
  }

  /** Where it serves, with the real port. */
  get url(): string {
    const { port, family, address } = this.#server.address() as AddressInfo;
    return `https://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Stops; requests that are being served end first. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers = {} } = await withTrace(traceOf(request), () => this.#answerTo(request));
    this.#options.metrics.count('qforge_kme_requests_total', 1, { status: String(status) });
    const fixed = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
    response.writeHead(status, { ...fixed, 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
  }

  async #answerTo(request: IncomingMessage): Promise<KmeAnswer> {
    try {
      const caller = this.#callerOf(request.socket as TLSSocket);
      if (caller === undefined) return this.#refuseStranger(request);
      if (!this.#rate.admit(callerUri(caller))) {
        return problemAnswer(503, 'the caller asks too often', { 'Retry-After': '1' });
      }
      const route = routeOf(request.method ?? '', request.url ?? '');
      return 'status' in route ? routeProblemAnswer(route) : await serveRoute(this.#kme, caller, route, request);
    } catch (error) {
      this.#options.errors?.note(error);
      if (isOwnFault(error)) this.#noteFault(error);
      return failureAnswer(error);
    }
  }

  #callerOf(socket: TLSSocket): Caller | undefined {
    const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
    return socket.authorized && certificate !== undefined ? this.#options.callers.identify(certificate) : undefined;
  }

  #refuseStranger(request: IncomingMessage): KmeAnswer {
    const from = request.socket.remoteAddress ?? 'unknown';
    // What a configuration would have to say, or the certificate, for this caller to be known.
    const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
    const fingerprint = certificate?.fingerprint256.replaceAll(':', '').toLowerCase() ?? 'none';
    const names = (certificate?.subjectAltName ?? 'none').slice(0, MAX_LOGGED_NAMES);
    this.#options.logger.log('warn', 'audit', 'unknown caller refused', {
      kme: this.#kme.id,
      from,
      fingerprint,
      names,
    });
    return problemAnswer(401, 'the certificate is not that of a known caller', { Connection: 'close' });
  }

  #noteStranger(error: Error): void {
    const reason = 'code' in error ? String(error.code) : error.message;
    this.#options.metrics.count('qforge_kme_tls_failures_total', 1);
    this.#options.logger.log('warn', 'audit', 'TLS handshake failed', { kme: this.#kme.id, reason });
  }

  #noteFault(error: Error): void {
    const code = isQForgeError(error) ? error.code : 'INTERNAL';
    this.#options.logger.log('error', 'error', 'a request failed', { kme: this.#kme.id, code, reason: error.message });
  }
}

/** The trace that a request says it belongs to, else one that begins with it. */
function traceOf({ headers }: IncomingMessage): TraceContext {
  const { traceparent } = headers;
  const { random } = nativeBackend;
  const asked = typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
  return asked === undefined ? beginTrace(random) : continueTrace(asked, random);
}

function serverOptions({ certificatePem, privateKeyPem, authorityPem }: TlsCredentials): ServerOptions {
  return {
    cert: certificatePem,
    key: privateKeyPem,
    ca: authorityPem,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: HEADER_TIMEOUT_MS,
    headersTimeout: HEADER_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
  };
}

function listenError({ host, port }: KmeServerOptions, cause: NodeJS.ErrnoException): QForgeError {
  const address = `https://${host}:${port}`;
  if (cause.code === 'EADDRINUSE') return new QForgeError('PORT_IN_USE', { address }, { cause });
  return new QForgeError('LISTEN_FAILED', { address, reason: cause.code ?? cause.message }, { cause });
}
