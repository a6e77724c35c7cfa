import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request as startRequest } from 'node:https';
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import { type Clock, continueTrace, formatTraceparent, isQForgeError, QForgeError } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { TlsCredentials } from './tls-credentials.ts';
import { currentTrace } from './trace-scope.ts';

/** The longest answer that is read. */
export const MAX_ANSWER_BYTES = 1_048_576;

const MAX_SOCKETS = 16;

/** A key manager as a client reaches it. */
export interface HttpsAccess {
  /** `https://host:port`, nothing behind. */
  readonly url: string;
  /** The one certificate that the key manager must show, as the SHA-256 in hex; undefined: any of the authority for that host. */
  readonly fingerprint?: string | undefined;
  readonly tls: TlsCredentials;
  /** For a whole call. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A whole answer. */
export interface HttpsAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** What is asked. */
export interface HttpsCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/**
 * Makes calls to one key manager over TLS 1.3. A call is made once: never again after a failure, never elsewhere after a redirect.
 */
export class HttpsCaller implements Disposable {
  readonly #access: HttpsAccess;
  readonly #agent: Agent;
  readonly #options: RequestOptions;

  constructor(access: HttpsAccess) {
    this.#access = access;
    const { certificatePem, privateKeyPem, authorityPem } = access.tls;
    this.#agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
    const { hostname, port } = new URL(access.url);
    this.#options = {
      agent: this.#agent,
      host: hostname.replace(/^\[(?<address>.+)\]$/u, '$<address>'),
      port: port === '' ? 443 : Number(port),
      cert: certificatePem,
      key: privateKeyPem,
      ca: authorityPem,
      minVersion: 'TLSv1.3',
      checkServerIdentity: (host, certificate) => identityProblem(host, certificate, access),
    };
  }

  /**
   * Makes a call and reads its answer, whatever its status.
   *
   * Rejects with `KME_UNREACHABLE` when nothing was asked, and with `KME_REPLY_LOST` when that is not certain.
   */
  call({ method, path, body }: HttpsCall): Promise<HttpsAnswer> {
    const { clock, timeoutMs } = this.#access;
    const headers = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...traceHeaders() };
    const request = startRequest({ ...this.#options, method, path, headers });
    const progress = watchProgress(request);
    const { promise, resolve, reject } = Promise.withResolvers<HttpsAnswer>();
    const fail = (error: unknown): void => {
      request.destroy();
      reject(this.#failure(error, path, progress.wasSent));
    };
    const deadline = clock.schedule(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    request.on('error', fail);
    request.once('response', (response) => {
      readAnswer(response).then(resolve, fail);
    });
    request.end(body);
    return promise.finally(() => deadline.cancel());
  }

  /** Lets go of idle connections. */
  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #failure(cause: unknown, path: string, wasSent: boolean): QForgeError {
    const kme = this.#access.url;
    if (isQForgeError(cause, 'KME_UNREACHABLE')) return cause;
    if (isQForgeError(cause, 'MESSAGE_TOO_LARGE')) {
      return new QForgeError('KME_ANSWER_INVALID', { kme, reason: cause.message }, { cause });
    }
    const reason = reasonOf(cause);
    // With TLS 1.3 the server looks at the certificate after the client has begun to send; it has served nothing then.
    if (!wasSent || reason.startsWith('ERR_SSL_'))
      return new QForgeError('KME_UNREACHABLE', { kme, reason }, { cause });
    const call = path.split('?')[0]?.split('/').at(-1) ?? path;
    return new QForgeError('KME_REPLY_LOST', { kme, call, reason }, { cause });
  }
}

/** A call that belongs to a trace says so: W3C Trace Context §3.2. */
function traceHeaders(): Readonly<Record<string, string>> {
  const trace = currentTrace();
  return trace === undefined ? {} : { traceparent: formatTraceparent(continueTrace(trace, nativeBackend.random)) };
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
}

function identityProblem(
  host: string,
  certificate: PeerCertificate,
  { url, fingerprint }: HttpsAccess,
): Error | undefined {
  const problem = checkServerIdentity(host, certificate);
  if (problem !== undefined || fingerprint === undefined) return problem;
  if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() === fingerprint) return undefined;
  return new QForgeError('KME_UNREACHABLE', { kme: url, reason: 'it shows another certificate than it is known by' });
}

/** Knows whether a request may have reached its server: from the moment on that a connection to it is ready. */
function watchProgress(request: ClientRequest): { readonly wasSent: boolean } {
  const progress = { wasSent: false };
  request.once('socket', (socket) => {
    const tlsSocket = socket as TLSSocket;
    const sent = (): void => {
      progress.wasSent = true;
    };
    if (tlsSocket.authorized) sent();
    else tlsSocket.once('secureConnect', sent);
  });
  return progress;
}

async function readAnswer(response: IncomingMessage): Promise<HttpsAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new QForgeError('MESSAGE_TOO_LARGE', { bytes, limitBytes: MAX_ANSWER_BYTES });
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks, bytes) };
}
