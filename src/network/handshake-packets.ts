import { type Connection, type ConnectionHandler, isQForgeError, QForgeError } from '../base/index.ts';
import { type GatherBuffers, PacketAssembler, type PacketFormat } from './packet-assembler.ts';

/** The longest handshake packet: a Noise message. spec/handshake §4 */
export const MAX_HANDSHAKE_PACKET_BYTES = 65_535;

const format: PacketFormat = {
  what: 'handshake packet',
  headerBytes: 2,
  isLegalLength: (length) => length > 0 && length <= MAX_HANDSHAKE_PACKET_BYTES,
};

/**
 * The packets of a handshake over a connection: one at a time, by turns.
 *
 * Whatever is not awaited is an error: nothing may stand between the messages of a handshake, or between it and the records. After
 * `handOver` the connection's events go to the session.
 */
export class HandshakePackets implements ConnectionHandler {
  readonly #connection: Connection;
  readonly #assembler: PacketAssembler;
  #successor: ConnectionHandler | undefined;
  #waiting: { resolve: (packet: Uint8Array) => void; reject: (error: unknown) => void } | undefined;
  #failure: QForgeError | undefined;

  constructor(connection: Connection, buffers: GatherBuffers) {
    this.#connection = connection;
    this.#assembler = new PacketAssembler(format, buffers);
    connection.attach(this);
  }

  /** `length u16 || body` */
  send(packet: Uint8Array): void {
    const header = new Uint8Array(2);
    new DataView(header.buffer).setUint16(0, packet.length);
    if (this.#failure === undefined) this.#connection.write([header, packet]);
  }

  /** The next packet, copied. Rejects when the connection ends or misbehaves. */
  receive(): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Gives all later events to the session. Throws why the connection has failed meanwhile. */
  handOver(successor: ConnectionHandler): void {
    this.#assembler.dispose();
    if (this.#failure !== undefined) throw this.#failure;
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
    const waiting = this.#waiting;
    this.#assembler.push(bytes);
    const packet = waiting === undefined ? undefined : this.#assembler.next();
    if (waiting === undefined || (packet !== undefined && this.#assembler.pendingBytes > 0)) {
      throw new QForgeError('MALFORMED', {
        what: 'handshake',
        reason: 'there is more than the packet that is awaited',
      });
    }
    if (packet === undefined) return;
    this.#waiting = undefined;
    // Not slice(), which of a Buffer is a view.
    waiting.resolve(new Uint8Array(packet.body));
  }

  #fail(error: QForgeError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#assembler.dispose();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #lost(reason: string): QForgeError<'CONNECTION_LOST'> {
    return new QForgeError('CONNECTION_LOST', { peer: this.#connection.remoteAddress, reason });
  }
}
