import { rmSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { isQForgeError, QForgeError } from '../base/index.ts';
import {
  type ControlAnswer,
  type ControlMethod,
  controlFailure,
  decodeRequest,
  MAX_REQUEST_BYTES,
} from './control-protocol.ts';
import { controlSocketName } from './control-socket-name.ts';
import { LineBuffer } from './line-buffer.ts';
import { prepareRuntimeDirectory } from './runtime-directory.ts';

const IDLE_LIMIT_MS = 10_000;
const MAX_CONNECTIONS = 16;
const OWNER_ONLY = 0o600;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the zero at the end. */
const MAX_SOCKET_PATH_BYTES = 103;

/** How a process answers: one function per method, each giving JSON data. */
export type ControlHandlers = Readonly<Record<ControlMethod, () => unknown>>;

/** Answers questions about this process on a Unix socket that only its user can reach. */
export class ControlServer {
  readonly path: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** For a process that ends without stopping. */
  readonly #removeAtOnce = (): void => rmSync(this.path, { force: true });

  private constructor(path: string, handlers: ControlHandlers) {
    this.path = path;
    this.#server = createServer((socket) => this.#serve(socket, handlers));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /**
   * Starts answering on `DIRECTORY/COMMAND-PID.sock`; a socket left there by a dead process of that number goes.
   *
   * Throws `FILE_UNWRITABLE` when the folder is not private, `LISTEN_FAILED` when the socket cannot be made.
   */
  static async start(directory: string, command: string, handlers: ControlHandlers): Promise<ControlServer> {
    const path = join(directory, controlSocketName({ command, pid: process.pid }));
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      throw new QForgeError('LISTEN_FAILED', { address: path, reason: 'the path is too long for a socket' });
    }
    await prepareRuntimeDirectory(directory);
    await rm(path, { force: true });
    const control = new ControlServer(path, handlers);
    await control.#listen();
    return control;
  }

  /** Stops answering and removes the socket. */
  async stop(): Promise<void> {
    process.off('exit', this.#removeAtOnce);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.path, { force: true });
  }

  async #listen(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject).listen(this.path, resolve);
      });
      await chmod(this.path, OWNER_ONLY);
    } catch (cause) {
      throw new QForgeError('LISTEN_FAILED', { address: this.path, reason: 'the socket cannot be made' }, { cause });
    }
    process.on('exit', this.#removeAtOnce);
    // The process lives as long as its work, not as long as somebody might ask about it.
    this.#server.unref();
  }

  #serve(socket: Socket, handlers: ControlHandlers): void {
    const lines = new LineBuffer('The control request', MAX_REQUEST_BYTES);
    this.#sockets.add(socket);
    socket.setTimeout(IDLE_LIMIT_MS, () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that goes away is no event.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const line of lines.push(chunk)) void respond(socket, line, handlers);
      } catch (error) {
        socket.end(answerLine({ id: null, error: controlFailure(error) }));
      }
    });
  }
}

async function respond(socket: Socket, unverifiedLine: string, handlers: ControlHandlers): Promise<void> {
  const answer = await answerTo(unverifiedLine, handlers);
  if (!socket.writable) return;
  socket.write(answerLine(answer));
}

async function answerTo(unverifiedLine: string, handlers: ControlHandlers): Promise<ControlAnswer> {
  let id: number | null = null;
  try {
    const request = decodeRequest(unverifiedLine);
    ({ id } = request);
    return { id, result: await handlers[request.method]() };
  } catch (error) {
    const reported = isQForgeError(error)
      ? error
      : new QForgeError('INTERNAL', { what: 'answering' }, { cause: error });
    return { id, error: controlFailure(reported) };
  }
}

function answerLine(answer: ControlAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}
