import type { RawData, WebSocket } from 'ws';
import { QForgeError } from '../base/index.ts';
import { lostError } from './connection-errors.ts';
import type { MessageSocket, MessageSocketHandler } from './message-socket.ts';

/** A goodbye by agreement, or one without a number. RFC 6455 §7.4.1 */
const AGREED_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** An open WebSocket of the library `ws` as a {@link MessageSocket}. */
export class NodeMessageSocket implements MessageSocket {
  readonly #socket: WebSocket;
  readonly #peer: string;
  #error: QForgeError | undefined;

  constructor(socket: WebSocket, peer: string) {
    this.#socket = socket;
    this.#peer = peer;
    // An error without a listener would end the process.
    socket.on('error', (error) => {
      this.#error ??= lostError(peer, error);
    });
  }

  listen(handler: MessageSocketHandler): void {
    this.#socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary && Buffer.isBuffer(data))
        handler.onMessage(new Uint8Array(data.buffer, data.byteOffset, data.length));
      else this.#refuseText();
    });
    this.#socket.on('close', (code) => handler.onClose(this.#error ?? this.#errorOf(code)));
  }

  send(message: Uint8Array, onSent: () => void): void {
    this.#socket.send(message, (error) => {
      if (!(error instanceof Error)) onSent();
    });
  }

  later(step: () => void): void {
    setImmediate(step);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #refuseText(): void {
    this.#error ??= new QForgeError('CONNECTION_LOST', { peer: this.#peer, reason: 'it sent text' });
    this.#socket.terminate();
  }

  #errorOf(code: number): QForgeError | undefined {
    if (AGREED_CODES.has(code)) return undefined;
    const reason = code === 1006 ? 'it closed without a goodbye' : `it closed with WebSocket code ${code}`;
    return new QForgeError('CONNECTION_LOST', { peer: this.#peer, reason });
  }
}
