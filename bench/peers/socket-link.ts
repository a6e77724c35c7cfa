import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Link } from '../link.ts';
import { FramePacker, FrameReader, framed } from '../message-framing.ts';

/**
 * What a stream does for messages: nothing (bytes are counted), one write each, or packed into large writes.
 */
export type Framing = 'none' | 'naive' | 'packed';

/** Below this the sender goes on: as in the product, so that the stream never runs dry. */
const LOW_WATER_BYTES = 256 * 1024;
const HIGH_WATER_BYTES = 512 * 1024;

/** Messages over a stream socket of Node: TCP or TLS. */
export class SocketLink implements Link {
  readonly socket: Socket;
  readonly #packer: FramePacker | undefined;
  readonly #framing: Framing;
  #queuedBytes = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(socket: Socket, framing: Framing) {
    this.socket = socket;
    this.#framing = framing;
    this.#packer = framing === 'packed' ? new FramePacker((bytes) => this.#write(bytes)) : undefined;
    // A peer that leaves without closing is no failure of a benchmark; a run that waits for it fails by itself.
    socket.on('error', () => undefined);
  }

  send(message: Uint8Array): boolean {
    if (this.#packer !== undefined) this.#packer.add(message);
    else if (this.#framing === 'none') this.#write(message);
    else return this.#writeNaively(message);
    return this.#queuedBytes < HIGH_WATER_BYTES;
  }

  flush(): void {
    this.#packer?.flush();
  }

  async ready(): Promise<void> {
    if (this.#framing === 'naive') {
      if (this.socket.writableNeedDrain) await once(this.socket, 'drain');
    } else if (this.#queuedBytes > LOW_WATER_BYTES) {
      this.#room = Promise.withResolvers();
      await this.#room.promise;
    }
  }

  onMessage(handler: (message: Uint8Array) => void): void {
    const reader = new FrameReader();
    const framed = this.#framing !== 'none';
    this.socket.on('data', (chunk: Buffer) => {
      if (framed) reader.push(chunk, handler);
      else handler(chunk);
    });
  }

  async close(): Promise<void> {
    if (this.socket.closed) return;
    const closed = once(this.socket, 'close');
    this.socket.end();
    this.socket.resume();
    await closed;
  }

  #writeNaively(message: Uint8Array): boolean {
    return this.socket.write(framed(message));
  }

  #write(bytes: Uint8Array): void {
    this.#queuedBytes += bytes.length;
    this.socket.write(bytes, () => this.#written(bytes.length));
  }

  #written(length: number): void {
    this.#queuedBytes -= length;
    if (this.#room === undefined || this.#queuedBytes > LOW_WATER_BYTES) return;
    this.#room.resolve();
    this.#room = undefined;
  }
}
