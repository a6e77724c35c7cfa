import { Socket, type SocketConstructorOpts } from 'node:net';
import { assert, type Connection, type ConnectionHandler } from '../base/index.ts';
import { lostError } from './connection-errors.ts';
import { type QueueMarks, queueMarks } from './queue-marks.ts';
import type { SocketHandle } from './socket-handle.ts';
import { WriteQueue } from './write-queue.ts';

/** Hears nothing: in the place of the handler of a connection that is closed. */
const GONE: ConnectionHandler = { onData: nothing, onDrain: nothing, onEnd: nothing, onClose: nothing };

function nothing(): void {
  /* there is nobody left to hear it */
}

/** One read takes at most this much; larger was slower here, since it no longer fits the processor's cache. */
const RECEIVE_BUFFER_BYTES = 64 * 1024;

/**
 * Where every socket of this thread receives: reads happen one at a time and `onData` ends before the next one.
 * It saves an allocation per read, and idle connections need no buffer of their own. Only wire bytes come here.
 * Not a Buffer, whose slice() would give a handler a view where it means a copy.
 */
const receiveBuffer = new Uint8Array(RECEIVE_BUFFER_BYTES);

/**
 * A stream socket (TCP or Unix) as a {@link Connection}.
 *
 * Reading starts with `attach`: what the peer sends before stays with the system. Each write goes out at once or,
 * while another is in flight, together with what gathers meanwhile.
 */
export class SocketConnection implements Connection {
  readonly socket: Socket;
  #remoteAddress = '';
  readonly #queue: WriteQueue;
  #handler: ConnectionHandler | undefined;
  #paused = false;
  #ending = false;
  #gone = false;
  #closed = false;
  #error: Error | undefined;
  #endTold = false;

  /** A connection over a new socket, or over the handle of an accepted one. */
  constructor(marks: Partial<QueueMarks>, accepted?: SocketHandle) {
    this.#queue = new WriteQueue(queueMarks(marks));
    this.socket = new Socket(this.#socketOptions(accepted));
    this.socket.pause();
    // A stream told to resume starts reading a little later, even if it was told to pause meanwhile.
    this.socket.on('resume', () => this.#paused && this.socket.pause());
    this.socket.on('end', () => this.#onEnd());
    this.socket.on('error', (error) => {
      this.#error ??= lostError(this.#remoteAddress, error);
    });
    this.socket.on('close', () => this.#onClose());
  }

  get remoteAddress(): string {
    return this.#remoteAddress;
  }

  get queuedBytes(): number {
    return this.#queue.queuedBytes;
  }

  /** Called once by the transport, when the socket is connected. */
  connected(remoteAddress: string): this {
    this.#remoteAddress = remoteAddress;
    return this;
  }

  /** Called when the handler has been told before that the peer will send no more. */
  peerEnded(): void {
    this.#endTold = true;
  }

  attach(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection has one handler');
    this.#handler = handler;
    if (this.#closed) queueMicrotask(() => handler.onClose(this.#error));
    else if (!this.#paused) this.socket.resume();
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    assert(!this.#ending, 'nothing is written after end()');
    if (this.#gone) return false;
    if (this.#queue.isEmpty) {
      this.#queue.fly(bytes.length, onWritten);
      this.socket.write(bytes, this.#onFlightLanded);
    } else {
      this.#queue.add(bytes, onWritten);
      if (this.#queue.isReady) this.#writeWaiting();
    }
    return this.#queue.hasRoom();
  }

  pause(): void {
    this.#paused = true;
    this.socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#handler !== undefined) this.socket.resume();
  }

  end(): void {
    if (this.#ending || this.#gone) return;
    this.#ending = true;
    if (!this.#queue.waits) this.socket.end();
  }

  destroy(): void {
    this.#gone = true;
    this.#queue.clear();
    this.socket.destroy();
  }

  #socketOptions(accepted: SocketHandle | undefined): SocketConstructorOpts {
    const onread = {
      buffer: receiveBuffer,
      callback: (length: number): boolean => {
        this.#handler?.onData(receiveBuffer.subarray(0, length));
        return true;
      },
    };
    const options: SocketConstructorOpts = { allowHalfOpen: true, onread };
    // net.Server cannot make sockets that read into a given buffer, so the accepted socket's handle moves to one that
    // does. `handle` and `pauseOnCreate` are how Node's own cluster module hands sockets on.
    if (accepted !== undefined) Object.assign(options, { handle: accepted, pauseOnCreate: true });
    return options;
  }

  #writeWaiting(): void {
    const flight = this.#queue.flyWaiting();
    const last = flight.length - 1;
    if (last > 0) this.socket.cork();
    for (const [index, { bytes }] of flight.entries()) {
      if (index < last) this.socket.write(bytes);
      else this.socket.write(bytes, this.#onFlightLanded);
    }
    if (last > 0) this.socket.uncork();
  }

  readonly #onFlightLanded = (error: Error | null | undefined): void => {
    // A failed write also raises `error` and `close` on the socket, which say so to the handler.
    if (this.#gone || (error !== null && error !== undefined)) return;
    // Not from in here: a writer that fills up at once, and a system that takes all at once, would keep the
    // event loop from ever reading again.
    if (this.#queue.landed()) setImmediate(() => this.#drained());
    if (this.#queue.isReady) this.#writeWaiting();
    if (this.#ending) this.socket.end();
  };

  #drained(): void {
    if (!this.#gone) this.#handler?.onDrain();
  }

  #onEnd(): void {
    if (this.#endTold) return;
    this.#endTold = true;
    this.#handler?.onEnd();
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#gone = true;
    this.#closed = true;
    this.#queue.clear();
    const handler = this.#handler;
    if (handler === undefined) return;
    // Node's handles outlive V8's young collections, and with them whatever they lead to: a whole channel, by this.
    this.#handler = GONE;
    handler.onClose(this.#error);
  }
}
