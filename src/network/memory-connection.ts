import { assert, type Connection, type ConnectionHandler, defined, QForgeError } from '../base/index.ts';
import { MemoryPipe } from './memory-pipe.ts';
import { type QueueMarks, queueMarks } from './queue-marks.ts';

/** How in-process connections behave; all optional. */
export interface MemoryConnectionOptions {
  /** Runs each step later, in order; `queueMicrotask` by default. A simulator passes its own. */
  readonly schedule?: (step: () => void) => void;
  /** At most this many bytes in one `onData`; 1 shows what a network may do to a message. */
  readonly deliveryBytes?: number;
  readonly marks?: Partial<QueueMarks>;
}

const DEFAULT_DELIVERY_BYTES = 64 * 1024;

/** Two ends of one connection; `firstRemote` is what the first calls the other. */
export function memoryConnectionPair(
  options: MemoryConnectionOptions,
  firstRemote: string,
  secondRemote: string,
): [Connection, Connection] {
  const schedule = options.schedule ?? queueMicrotask;
  const deliveryBytes = options.deliveryBytes ?? DEFAULT_DELIVERY_BYTES;
  const marks = queueMarks(options.marks ?? {});
  const forth = new MemoryPipe(schedule, marks, deliveryBytes);
  const back = new MemoryPipe(schedule, marks, deliveryBytes);
  const first = new MemoryConnection(schedule, firstRemote, back, forth);
  const second = new MemoryConnection(schedule, secondRemote, forth, back);
  first.join(second);
  second.join(first);
  return [first, second];
}

/** One end of an in-process connection. */
class MemoryConnection implements Connection {
  readonly remoteAddress: string;
  readonly #schedule: (step: () => void) => void;
  readonly #incoming: MemoryPipe;
  readonly #outgoing: MemoryPipe;
  #peer: MemoryConnection | undefined;
  #handler: ConnectionHandler | undefined;
  #paused = false;
  #ending = false;
  #inputEnded = false;
  #gone = false;
  #error: QForgeError | undefined;

  constructor(schedule: (step: () => void) => void, remoteAddress: string, incoming: MemoryPipe, outgoing: MemoryPipe) {
    this.#schedule = schedule;
    this.remoteAddress = remoteAddress;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  /** Sets the other end. */
  join(peer: MemoryConnection): void {
    this.#peer = peer;
    this.#incoming.connect({
      onData: (bytes) => this.#handler?.onData(bytes),
      onEnd: () => this.#onInputEnd(),
      onDrain: () => peer.#handler?.onDrain(),
    });
  }

  get queuedBytes(): number {
    return this.#outgoing.queuedBytes;
  }

  attach(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection has one handler');
    this.#handler = handler;
    if (this.#gone) this.#schedule(() => handler.onClose(this.#error));
    else this.#incoming.setReading(!this.#paused);
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    assert(!this.#ending, 'nothing is written after end()');
    return this.#gone ? false : this.#outgoing.write(bytes, onWritten);
  }

  pause(): void {
    this.#paused = true;
    this.#incoming.setReading(false);
  }

  resume(): void {
    this.#paused = false;
    this.#incoming.setReading(this.#handler !== undefined);
  }

  end(): void {
    if (this.#ending || this.#gone) return;
    this.#ending = true;
    this.#outgoing.end();
  }

  destroy(): void {
    const peer = defined(this.#peer, 'the other end');
    this.#finish();
    peer.#finish(new QForgeError('CONNECTION_LOST', { peer: peer.remoteAddress, reason: 'the other side reset it' }));
  }

  #onInputEnd(): void {
    const peer = defined(this.#peer, 'the other end');
    this.#inputEnded = true;
    this.#handler?.onEnd();
    if (!peer.#inputEnded) return;
    this.#finish();
    peer.#finish();
  }

  #finish(error?: QForgeError): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#error = error;
    this.#incoming.drop();
    this.#outgoing.drop();
    const handler = this.#handler;
    if (handler !== undefined) this.#schedule(() => handler.onClose(error));
  }
}
