import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isQForgeError, QForgeError } from '../../base/index.ts';
import { listenPrivately } from '../../client/index.ts';
import { validatorFolder } from '../setup/validator-folder.ts';
import { type ControlAnswers, checkControlAnswer } from './control-answer.ts';
import { type ControlRequest, decodeControlRequest } from './control-request.ts';

const MAX_CONNECTIONS = 16;
/** A proposal of 256 KiB in Base64, and what is around it. */
const MAX_LINE_CHARACTERS = 400_000;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the zero at the end. */
const MAX_PATH_BYTES = 103;

/** Answers one request with JSON data. */
export type ControlHandler = (request: ControlRequest) => Promise<unknown>;

/** Listens for the operator of this machine on a Unix socket in the folder of the validator: one line asks, one line answers. */
export class ControlSocket {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #unbind: (() => Promise<void>) | undefined;

  private constructor(handler: ControlHandler) {
    this.#server = createServer((socket) => this.#serve(socket, handler));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Throws `LISTEN_FAILED`, and `PORT_IN_USE` where somebody answers there already. */
  static async start(path: string, handler: ControlHandler): Promise<ControlSocket> {
    const control = new ControlSocket(handler);
    control.#unbind = await listenPrivately(control.#server, path);
    return control;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#unbind?.();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, handler: ControlHandler): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket)).on('error', () => socket.destroy());
    let line = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      line += piece;
      if (line.length > MAX_LINE_CHARACTERS) socket.destroy();
      else if (line.endsWith('\n')) void answer(line, handler).then((text) => socket.end(`${text}\n`));
    });
  }
}

async function answer(unverifiedLine: string, handler: ControlHandler): Promise<string> {
  try {
    return JSON.stringify({ ok: await handler(decodeControlRequest(unverifiedLine)) });
  } catch (error) {
    const typed = isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'a request' }, { cause: error });
    return JSON.stringify({ failure: { code: typed.code, details: typed.details } });
  }
}

/**
 * Asks the validator that runs in a folder. Throws `VALIDATOR_NOT_RUNNING`, `VALIDATOR_REQUEST_REFUSED` with its reason, and `MALFORMED` when
 * it answers something else than was asked.
 */
export async function askValidator<Method extends ControlRequest['method']>(
  folder: string,
  request: Extract<ControlRequest, { readonly method: Method }>,
): Promise<ControlAnswers[Method]> {
  const path = validatorFolder(folder).socket;
  requirePath(path);
  const line = await exchange(path, `${JSON.stringify(request)}\n`).catch((cause: unknown) => {
    throw new QForgeError('VALIDATOR_NOT_RUNNING', { folder }, { cause });
  });
  const unverified = JSON.parse(line) as { readonly ok?: unknown; readonly failure?: ControlFailure };
  if (unverified.failure !== undefined) throw failureOf(unverified.failure);
  return checkControlAnswer<Method>(request.method, unverified.ok);
}

interface ControlFailure {
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
}

/** The failure of the other process as one here; what it can't be told apart from is said in words. */
function failureOf({ code, details }: ControlFailure): QForgeError {
  const reason = details['reason'] ?? code;
  if (code === 'LOG_ENTRY_UNKNOWN') {
    return new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason: 'no quorum has cosigned the log up to there yet' });
  }
  if (code === 'VALIDATOR_UNKNOWN')
    return new QForgeError('VALIDATOR_UNKNOWN', { validator: details['validator'] ?? '' });
  if (code === 'VALIDATOR_SET_INVALID') return new QForgeError('VALIDATOR_SET_INVALID', { reason });
  return new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason });
}

async function exchange(path: string, line: string): Promise<string> {
  const socket = connect(path);
  const { promise, reject } = Promise.withResolvers<never>();
  socket.once('error', reject);
  socket.write(line);
  const reading = (async () => {
    for await (const answered of createInterface({ input: socket })) return answered;
    throw new QForgeError('INTERNAL', { what: 'a validator that does not answer' });
  })();
  try {
    return await Promise.race([reading, promise]);
  } finally {
    socket.destroy();
  }
}

function requirePath(path: string): void {
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return;
  throw new QForgeError('LISTEN_FAILED', { address: path, reason: 'the path is too long for a socket' });
}
