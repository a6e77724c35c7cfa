import { assert, type Connection, type ConnectionHandler, QForgeError } from '../base/index.ts';
import { MAX_WEB_SOCKET_MESSAGE_BYTES, type MessageSocket } from './message-socket.ts';
import { type QueueMarks, queueMarks } from './queue-marks.ts';

const END = new Uint8Array(0);

/**
 * A byte stream over binary messages, such as those of a WebSocket. spec/websocket
 *
 * The bytes of all messages together are the stream; where one message ends and the next begins means nothing. An empty message
 * ends its direction, since WebSockets know no half-close.
 */
export class MessageConnection implements Connection {
  readonly remoteAddress: string;
  readonly #socket: MessageSocket;
  readonly #marks: QueueMarks;
  readonly #held: Uint8Array[] = [];
  #handler: ConnectionHandler | undefined;
  #queuedBytes = 0;
  #wantsDrain = false;
  #paused = false;
  #ending = false;
  #inputEnded = false;
  #gone = false;
  /** The socket has closed; told to the handler once everything before is. */
  #close: { readonly error: QForgeError | undefined } | undefined;
  #closeTold = false;

  constructor(socket: MessageSocket, remoteAddress: string, marks: Partial<QueueMarks>) {
    this.remoteAddress = remoteAddress;
    this.#socket = socket;
    this.#marks = queueMarks(marks);
    socket.pause();
    socket.listen({
      onMessage: (message) => this.#onMessage(message),
      onClose: (error) => this.#onSocketClose(error),
    });
  }

  get queuedBytes(): number {
    return this.#gone ? 0 : this.#queuedBytes;
  }

  attach(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection has one handler');
    this.#handler = handler;
    if (this.#gone) queueMicrotask(() => this.#tellClose());
    else if (!this.#paused) this.resume();
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    assert(!this.#ending, 'nothing is written after end()');
    if (this.#gone) return false;
    for (let offset = 0; offset < bytes.length; offset += MAX_WEB_SOCKET_MESSAGE_BYTES) {
      this.#send(bytes.slice(offset, offset + MAX_WEB_SOCKET_MESSAGE_BYTES));
    }
    // The bytes have been copied.
    if (onWritten !== undefined) queueMicrotask(() => !this.#gone && onWritten());
    this.#wantsDrain ||= this.#queuedBytes > this.#marks.highWaterBytes;
    return this.#queuedBytes <= this.#marks.highWaterBytes;
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#handler === undefined) return;
    this.#socket.resume();
    queueMicrotask(() => this.#deliver());
  }

  end(): void {
    if (this.#ending || this.#gone) return;
    this.#ending = true;
    this.#socket.send(END, () => undefined);
    this.#closeIfEnded();
  }

  destroy(): void {
    if (this.#gone) return;
    this.#socket.terminate();
    this.#finish(undefined);
  }

  #send(message: Uint8Array): void {
    this.#queuedBytes += message.length;
    this.#socket.send(message, () => {
      this.#queuedBytes -= message.length;
      if (this.#gone || !this.#wantsDrain || this.#queuedBytes > this.#marks.lowWaterBytes) return;
      this.#wantsDrain = false;
      // Not from in here: a writer that fills up at once would keep the event loop from ever reading again.
      this.#socket.later(() => !this.#gone && this.#handler?.onDrain());
    });
  }

  #onMessage(message: Uint8Array): void {
    if (this.#gone) return;
    this.#held.push(message);
    this.#deliver();
  }

  #onSocketClose(error: QForgeError | undefined): void {
    this.#close ??= { error };
    this.#deliver();
  }

  /** Hands out what has come, unless the handler wants to wait. */
  #deliver(): void {
    while (this.#handler !== undefined && !this.#paused && !this.#gone) {
      const message = this.#held.shift();
      if (message === undefined) break;
      this.#take(message, this.#handler);
    }
    // What came before the close is told before it.
    if (this.#close !== undefined && !this.#gone && this.#held.length === 0) this.#finish(this.#close.error);
  }

  #take(message: Uint8Array, handler: ConnectionHandler): void {
    if (this.#inputEnded) {
      this.#socket.terminate();
      this.#finish(
        new QForgeError('CONNECTION_LOST', { peer: this.remoteAddress, reason: 'it went on after its end' }),
      );
    } else if (message.length > 0) {
      handler.onData(message);
    } else {
      this.#inputEnded = true;
      handler.onEnd();
      this.#closeIfEnded();
    }
  }

  #closeIfEnded(): void {
    if (!this.#ending || !this.#inputEnded || this.#gone) return;
    // The other side's goodbye must be read too.
    this.#socket.resume();
    this.#socket.close();
  }

  #finish(error: QForgeError | undefined): void {
    this.#gone = true;
    this.#held.length = 0;
    this.#close = { error };
    queueMicrotask(() => this.#tellClose());
  }

  #tellClose(): void {
    if (this.#closeTold || this.#handler === undefined || this.#close === undefined) return;
    this.#closeTold = true;
    this.#handler.onClose(this.#close.error);
  }
}
