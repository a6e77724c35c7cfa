import type { Socket } from 'node:net';
import { assert, type Connection, type ConnectionHandler } from '../base/index.ts';
import { resetError } from './connection-errors.ts';
import type { QueueMarks } from './queue-marks.ts';
import { SocketConnection } from './socket-connection.ts';
import { type SocketHandle, takeHandle, wasReset } from './socket-handle.ts';

/**
 * A socket that was accepted: no stream until its peer has said something.
 *
 *     quiet --data | write | end--> spoken: a SocketConnection        quiet --peer's end, destroy--> gone
 *
 * Strangers may hold thousands of silent connections. A stream of Node is some sixty objects, which the garbage collector
 * would visit again and again for as long as the stranger pleases.
 */
export class AcceptedConnection implements Connection {
  readonly remoteAddress: string;
  readonly #marks: Partial<QueueMarks>;
  /** Undefined once there is a stream, or nothing. */
  #quiet: SocketHandle | undefined;
  #spoken: SocketConnection | undefined;
  #handler: ConnectionHandler | undefined;
  #paused = false;
  #peerEnded = false;
  #closed = false;
  #error: Error | undefined;

  constructor(accepted: Socket, remoteAddress: string, marks: Partial<QueueMarks>) {
    this.remoteAddress = remoteAddress;
    this.#marks = marks;
    this.#quiet = takeHandle(accepted, this);
  }

  get queuedBytes(): number {
    return this.#spoken?.queuedBytes ?? 0;
  }

  attach(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection has one handler');
    this.#handler = handler;
    if (this.#closed) queueMicrotask(() => handler.onClose(this.#error));
    const handle = this.#quiet;
    if (handle === undefined) return this.#spoken?.attach(handler);
    handle.onread = (read) => this.#onRead(read);
    if (!this.#paused) handle.readStart();
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    return this.#speak()?.write(bytes, onWritten) ?? false;
  }

  pause(): void {
    this.#paused = true;
    this.#quiet?.readStop();
    this.#spoken?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#handler !== undefined && !this.#peerEnded) this.#quiet?.readStart();
    this.#spoken?.resume();
  }

  end(): void {
    this.#speak()?.end();
  }

  destroy(): void {
    this.#spoken?.destroy();
    this.#quiet?.close(() => this.#onClosed());
    this.#quiet = undefined;
  }

  #onRead(read: ArrayBuffer | undefined): void {
    if (read === undefined) return this.#onNoMore();
    if (read.byteLength === 0) return;
    this.#speak();
    this.#handler?.onData(new Uint8Array(read));
  }

  #onNoMore(): void {
    if (this.#quiet !== undefined && wasReset(this.#quiet)) {
      this.#error = resetError(this.remoteAddress);
      this.destroy();
    } else {
      this.#peerEnded = true;
      this.#handler?.onEnd();
    }
  }

  /** The stream, made now if there is none; undefined when the connection is gone. */
  #speak(): SocketConnection | undefined {
    const handle = this.#quiet;
    if (handle === undefined) return this.#spoken;
    this.#quiet = undefined;
    const spoken = new SocketConnection(this.#marks, handle);
    this.#spoken = spoken.connected(this.remoteAddress);
    if (this.#peerEnded) spoken.peerEnded();
    if (this.#paused) spoken.pause();
    if (this.#handler !== undefined) spoken.attach(this.#handler);
    return spoken;
  }

  #onClosed(): void {
    this.#closed = true;
    this.#handler?.onClose(this.#error);
  }
}
