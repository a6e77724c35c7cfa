import type { Socket } from 'node:net';
import { type Clock, QForgeError, type ScheduledCall } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { asTunnelError } from './tunnel-error.ts';

/** Most bytes read from a socket and not yet taken by the stream. spec/tunnel §4 */
export const UNSENT_LIMIT_BYTES = 262_144;

const NOTHING = new Uint8Array(0);

/** What moves through a relay: from the socket to the stream, or from the stream to the socket. */
export type RelayDirection = 'out' | 'in';

/** How a socket and a stream are joined. */
export interface RelayOptions {
  readonly clock: Clock;
  /** Time without a byte in either direction after which it is given up; 0 never. */
  readonly idleTimeoutMs: number;
  /** Who is at the other end of the stream, in errors. */
  readonly peer: string;
  /** Settles when what comes next on the stream belongs to the socket; rejects when it never will. */
  readonly greeting?: () => Promise<void>;
  readonly onBytes?: (direction: RelayDirection, bytes: number) => void;
}

/**
 * Carries bytes between a connected socket and a stream until both directions have ended and the socket is closed.
 *
 * An end goes through as an end, in each direction for itself; everything else resets both, so that nobody takes a cut for an
 * end. Rejects with why: `CONNECTION_LOST`, `TUNNEL_IDLE`, what `greeting` threw, or what the stream throws.
 */
export async function relay(socket: Socket, stream: ChannelStream, options: RelayOptions): Promise<void> {
  await new Relay(socket, stream, options).run();
}

/** Closes a socket so that its peer sees a reset, where the kind of socket has such a thing. */
export function resetSocket(socket: Socket): void {
  // While an end is on its way libuv refuses a reset, and Node.js then never closes the handle: the descriptor leaks, and the process can't end.
  const isEnding = socket.writableEnded && !socket.writableFinished;
  // Sockets that have no port have no reset either, and say so by throwing.
  if (socket.remotePort === undefined || isEnding) socket.destroy();
  else socket.resetAndDestroy();
}

/**
 * One socket, one stream.
 *
 *     carrying --end in one direction--> half-closed --end in the other, close--> done        any failure: -> broken
 */
class Relay {
  readonly #socket: Socket;
  readonly #stream: ChannelStream;
  readonly #options: RelayOptions;
  readonly #done = Promise.withResolvers<void>();
  #unsentBytes = 0;
  #isOutEnded = false;
  #isInEnded = false;
  #isOver = false;
  #lastByteMs: number;
  #idleCheck: ScheduledCall | undefined;
  #drained = Promise.withResolvers<void>();

  constructor(socket: Socket, stream: ChannelStream, options: RelayOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#options = options;
    this.#lastByteMs = options.clock.monotonicMs();
  }

  async run(): Promise<void> {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => this.#takeOut(chunk));
    socket.on('end', () => this.#endOut());
    socket.on('drain', () => this.#drained.resolve());
    socket.on('error', (error) => this.#fail(lost(this.#options.peer, error)));
    socket.on('close', () => this.#onClose());
    this.#watchIdle();
    if (socket.destroyed) this.#onClose();
    else socket.resume();
    this.#carryIn().catch((error: unknown) => this.#fail(asTunnelError(error)));
    try {
      await this.#done.promise;
    } finally {
      this.#idleCheck?.cancel();
    }
  }

  #takeOut(chunk: Uint8Array): void {
    this.#moved('out', chunk.length);
    this.#unsentBytes += chunk.length;
    if (this.#unsentBytes >= UNSENT_LIMIT_BYTES) this.#socket.pause();
    this.#stream.write(chunk).then(
      () => this.#sentOut(chunk.length),
      (error: unknown) => this.#fail(asTunnelError(error)),
    );
  }

  #sentOut(bytes: number): void {
    this.#unsentBytes -= bytes;
    if (this.#unsentBytes < UNSENT_LIMIT_BYTES && !this.#isOver) this.#socket.resume();
  }

  #endOut(): void {
    this.#isOutEnded = true;
    this.#stream.end().catch((error: unknown) => this.#fail(asTunnelError(error)));
  }

  async #carryIn(): Promise<void> {
    await this.#options.greeting?.();
    for await (const bytes of this.#stream) {
      if (this.#isOver) return;
      this.#moved('in', bytes.length);
      if (!this.#socket.write(bytes, (error) => this.#written(bytes, error))) await this.#untilDrained();
    }
    await this.#untilWritten();
    if (this.#isOver) return;
    this.#isInEnded = true;
    this.#socket.end();
  }

  #written(bytes: Uint8Array, error: Error | null | undefined): void {
    if (error === null || error === undefined) this.#stream.giveBack(bytes);
  }

  /** Waits until the system has all bytes: an end that follows goes out at once, and nothing can be cut off before it. */
  async #untilWritten(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.write(NOTHING, () => resolve()));
  }

  async #untilDrained(): Promise<void> {
    this.#drained = Promise.withResolvers<void>();
    if (this.#socket.writableNeedDrain && !this.#isOver) await this.#drained.promise;
  }

  #onClose(): void {
    if (this.#isOutEnded && this.#isInEnded) this.#finish(() => this.#done.resolve());
    else this.#fail(lost(this.#options.peer, undefined));
  }

  #fail(error: QForgeError): void {
    this.#finish(() => {
      this.#stream.reset('the connection broke');
      resetSocket(this.#socket);
      this.#done.reject(error);
    });
  }

  #finish(settle: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    settle();
    this.#drained.resolve();
  }

  #moved(direction: RelayDirection, bytes: number): void {
    this.#lastByteMs = this.#options.clock.monotonicMs();
    this.#options.onBytes?.(direction, bytes);
  }

  /** Looks again when the limit could be reached: not a timer for each byte. */
  #watchIdle(): void {
    const { clock, idleTimeoutMs, peer } = this.#options;
    if (idleTimeoutMs === 0) return;
    const leftMs = idleTimeoutMs - (clock.monotonicMs() - this.#lastByteMs);
    if (leftMs <= 0) this.#fail(new QForgeError('TUNNEL_IDLE', { peer, afterMs: idleTimeoutMs }));
    else this.#idleCheck = clock.schedule(leftMs, () => this.#watchIdle());
  }
}

function lost(peer: string, cause: Error | undefined): QForgeError<'CONNECTION_LOST'> {
  const reason = 'a connection through the tunnel broke';
  return new QForgeError('CONNECTION_LOST', { peer, reason }, cause === undefined ? undefined : { cause });
}
