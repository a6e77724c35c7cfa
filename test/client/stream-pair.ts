import { QForgeError } from '../../src/base/index.ts';
import { CreditStream, type StreamFrames } from '../../src/network/channel-stream.ts';
import { STREAM_DATA_HEADER_BYTES } from '../../src/network/frame.ts';
import { STREAM_WINDOW_BYTES } from '../../src/network/record-limits.ts';

/** Which way bytes go: from the opener, or back to it. */
export type Direction = 'there' | 'back';

/** What happens to the bytes between the two ends. */
export interface Wire {
  /** The connection is lost in this direction's stream of bytes, behind this many of them. */
  readonly cut?: { readonly direction: Direction; readonly afterBytes: number };
  /** Changes a piece in place of a faithful wire; `offset` is that of its first byte in its direction. */
  readonly alter?: (piece: Uint8Array, direction: Direction, offset: number) => Uint8Array;
}

/**
 * Two ends of one stream with real credit, joined by a wire that may be cut.
 *
 * A piece is copied when it is written, as a record is sealed then: its array is the sender's again.
 */
export class StreamPair {
  readonly opener: CreditStream;
  readonly acceptor: CreditStream;
  /** Most bytes that were delivered to one end and not yet read there. */
  mostWaitingBytes = 0;
  readonly carried: Record<Direction, number> = { there: 0, back: 0 };
  readonly #wire: Wire;
  readonly #granted: Record<Direction, number> = { there: STREAM_WINDOW_BYTES, back: STREAM_WINDOW_BYTES };
  #isCut = false;

  constructor(header: Uint8Array, wire: Wire = {}) {
    this.#wire = wire;
    this.opener = new CreditStream(1, header, STREAM_WINDOW_BYTES, this.#frames('there'));
    this.acceptor = new CreditStream(1, header, STREAM_WINDOW_BYTES, this.#frames('back'));
  }

  /** Loses the connection now. */
  cut(): void {
    this.#isCut = true;
    for (const end of [this.opener, this.acceptor]) {
      end.fail(new QForgeError('CONNECTION_LOST', { peer: 'the peer', reason: 'the wire was cut' }));
    }
  }

  #frames(direction: Direction): StreamFrames {
    const far = (): CreditStream => (direction === 'there' ? this.acceptor : this.opener);
    const back: Direction = direction === 'there' ? 'back' : 'there';
    return {
      data: (_stream, piece) => {
        // Alone in its record, behind the header of its frame: what is given back is freed.
        const sealed = new Uint8Array(STREAM_DATA_HEADER_BYTES + piece.length).subarray(STREAM_DATA_HEADER_BYTES);
        sealed.set(piece);
        this.#deliver(() => this.#carry(sealed, direction, far()));
      },
      end: () => this.#deliver(() => far().receiveEnd()),
      reset: (stream, reason) => this.#deliver(() => far().fail(new QForgeError('STREAM_RESET', { stream, reason }))),
      credit: (_stream, bytes) => {
        this.#granted[back] += bytes;
        this.#deliver(() => far().receiveCredit(bytes));
      },
      uncongested: () => Promise.resolve(),
      gone: () => undefined,
    };
  }

  #deliver(action: () => void): void {
    setImmediate(() => {
      if (!this.#isCut) action();
    });
  }

  #carry(piece: Uint8Array, direction: Direction, far: CreditStream): void {
    const offset = this.carried[direction];
    const { cut, alter } = this.#wire;
    const room = cut?.direction === direction ? cut.afterBytes - offset : Number.POSITIVE_INFINITY;
    const whole = alter?.(piece, direction, offset) ?? piece;
    const arriving = whole.subarray(0, Math.max(0, Math.min(room, whole.length)));
    this.carried[direction] += arriving.length;
    if (arriving.length > 0) far.receive(arriving);
    const waiting = this.carried[direction] - (this.#granted[direction] - STREAM_WINDOW_BYTES);
    this.mostWaitingBytes = Math.max(this.mostWaitingBytes, waiting);
    if (arriving.length < whole.length) this.cut();
  }
}
