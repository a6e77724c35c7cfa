import { type Connection, type ConnectionHandler, isQForgeError, QForgeError } from '../base/index.ts';
import { giveBackPacket, HandshakePacketBuffer, MAX_HANDSHAKE_PACKET_BYTES } from './handshake-packet-buffer.ts';
import { uninitialisedBytes } from './uninitialised-bytes.ts';

const LENGTH_BYTES = 2;

/** Where packets get their length, one at a time: it is lent until the system has taken it. */
let frame: Uint8Array | undefined;

/** Whoever waits for a stranger's first packet. */
export interface FirstPacketListener {
  /** As what `receive` resolves with. */
  onFirstPacket(unverifiedPacket: Uint8Array): void;
  /** The connection is gone, or has sent something that is no packet. */
  onGone(): void;
}

/**
 * The packets of a handshake over a connection: one at a time, by turns.
 *
 * Whatever is not awaited is an error: nothing may stand between the messages of a handshake, or between it and the records. After
 * `handOver` the connection's events go to the session.
 */
export class HandshakePackets implements ConnectionHandler {
  readonly #connection: Connection;
  /** Undefined until something has come: thousands may wait in silence. */
  #buffer: HandshakePacketBuffer | undefined;
  #successor: ConnectionHandler | undefined;
  #waiting: { resolve: (packet: Uint8Array) => void; reject: (error: unknown) => void } | undefined;
  /** Until the first packet has come: many wait at once, and a promise for each would take more memory than all else. */
  #first: FirstPacketListener | undefined;
  #failure: QForgeError | undefined;
  /** What came last, while somebody may read it. */
  #packet: Uint8Array<ArrayBuffer> | undefined;

  constructor(connection: Connection, first?: FirstPacketListener) {
    this.#connection = connection;
    this.#first = first;
    connection.attach(this);
  }

  /** `length u16 || body`. Whoever answers a packet holds nothing of it any more. */
  send(packet: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#giveBack();
    const lent = frame ?? uninitialisedBytes(LENGTH_BYTES + MAX_HANDSHAKE_PACKET_BYTES);
    frame = undefined;
    // In one piece: a second one costs more than the copy.
    lent[0] = packet.length >>> 8;
    lent[1] = packet.length;
    lent.set(packet, LENGTH_BYTES);
    this.#connection.write(lent.subarray(0, LENGTH_BYTES + packet.length), () => {
      frame = lent;
    });
  }

  /** The next packet, valid until `send` or `handOver`. Rejects when the connection ends or misbehaves. */
  receive(): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Gives all later events to the session. Throws why the connection has failed meanwhile. */
  handOver(successor: ConnectionHandler): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#giveBack();
    this.#successor = successor;
  }

  /** Gives up: whoever waits hears the error. */
  abort(error: QForgeError): void {
    this.#fail(error);
    this.#connection.destroy();
  }

  onData(bytes: Uint8Array): void {
    if (this.#successor !== undefined) return this.#successor.onData(bytes);
    if (this.#failure !== undefined) return;
    try {
      this.#take(bytes);
    } catch (error) {
      this.abort(isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'a handshake' }, { cause: error }));
    }
  }

  onDrain(): void {
    this.#successor?.onDrain();
  }

  onEnd(): void {
    if (this.#successor !== undefined) return this.#successor.onEnd();
    this.#fail(this.#lost('it ended during the handshake'));
    this.#connection.destroy();
  }

  onClose(error?: Error): void {
    if (this.#successor !== undefined) return this.#successor.onClose(error);
    this.#fail(isQForgeError(error) ? error : this.#lost('it closed during the handshake'));
  }

  #take(bytes: Uint8Array): void {
    const [waiting, first] = [this.#waiting, this.#first];
    if (waiting === undefined && first === undefined) {
      throw new QForgeError('MALFORMED', { what: 'The handshake', reason: 'a packet came that nobody awaits' });
    }
    this.#buffer ??= new HandshakePacketBuffer();
    const packet = this.#buffer.push(bytes);
    if (packet === undefined) return;
    this.#packet = packet;
    this.#waiting = undefined;
    this.#first = undefined;
    waiting?.resolve(packet);
    first?.onFirstPacket(packet);
  }

  #giveBack(): void {
    if (this.#packet !== undefined) giveBackPacket(this.#packet);
    this.#packet = undefined;
  }

  #fail(error: QForgeError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#buffer = undefined;
    // Somebody may be about to read it: its memory is not for another.
    this.#packet = undefined;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
    this.#first?.onGone();
    this.#first = undefined;
  }

  #lost(reason: string): QForgeError<'CONNECTION_LOST'> {
    return new QForgeError('CONNECTION_LOST', { peer: this.#connection.remoteAddress, reason });
  }
}
