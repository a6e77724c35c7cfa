import { QForgeError } from '../base/index.ts';
import { callApplication } from './application-call.ts';
import { type ChannelStream, CreditStream, type StreamFrames } from './channel-stream.ts';
import { MAX_STREAMS } from './record-limits.ts';

/** Takes streams that the peer opens. */
export type StreamHandler = (stream: ChannelStream) => void;

/** The streams of one session. spec/records §6 */
export class StreamTable {
  readonly #frames: StreamFrames;
  readonly #streams = new Map<number, CreditStream>();
  /** How many of them have even and how many odd numbers: each side's own. */
  readonly #openCounts: [number, number] = [0, 0];
  readonly #waiting = new Set<CreditStream>();
  #handler: StreamHandler | undefined;
  #nextLocal: number;
  #nextRemote: number;
  #peerWindowBytes = 0;

  constructor(role: 'initiator' | 'responder', frames: StreamFrames) {
    this.#frames = { ...frames, gone: (stream) => this.#forget(stream) };
    this.#nextLocal = role === 'initiator' ? 1 : 2;
    this.#nextRemote = role === 'initiator' ? 2 : 1;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Credit that the peer gives to each new stream. */
  setPeerWindow(bytes: number): void {
    this.#peerWindowBytes = bytes;
  }

  /** Gives this and all later streams of the peer to a handler. */
  setHandler(handler: StreamHandler): void {
    this.#handler = handler;
    for (const stream of this.#waiting) {
      this.#waiting.delete(stream);
      this.#handOver(stream);
    }
  }

  /** A new stream of this side. Throws `ARGUMENT_INVALID` over the limit. */
  open(header: Uint8Array): CreditStream {
    if (this.#openCounts[parity(this.#nextLocal)] >= MAX_STREAMS) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'stream', reason: `${MAX_STREAMS} are open already` });
    }
    const stream = new CreditStream(this.#nextLocal, header, this.#peerWindowBytes, this.#frames);
    this.#nextLocal += 2;
    this.#remember(stream);
    return stream;
  }

  /** The peer opens a stream. Throws `MALFORMED` out of order or over the limit. */
  accept(id: number, header: Uint8Array): void {
    if (id !== this.#nextRemote) throw malformed('its number is out of order');
    if (this.#openCounts[parity(id)] >= MAX_STREAMS) throw malformed('too many streams are open');
    this.#nextRemote += 2;
    // The header is a view of a record: the stream outlives it.
    const stream = new CreditStream(id, new Uint8Array(header), this.#peerWindowBytes, this.#frames);
    this.#remember(stream);
    if (this.#handler === undefined) this.#waiting.add(stream);
    else this.#handOver(stream);
  }

  /** The stream a frame speaks of; undefined if it is gone already. Throws `MALFORMED` if it never was. */
  find(id: number): CreditStream | undefined {
    const stream = this.#streams.get(id);
    if (stream === undefined && !this.#wasOpened(id)) throw malformed('there is no such stream');
    return stream;
  }

  /** The peer gave a stream up. */
  reset(id: number, reason: string): void {
    const stream = this.find(id);
    if (stream === undefined) return;
    stream.fail(new QForgeError('STREAM_RESET', { stream: id, reason }));
    // Nobody has seen it, and nobody shall keep what it holds.
    this.#waiting.delete(stream);
    this.#forget(id);
  }

  /** The channel is gone, and all streams with it. */
  failAll(error: QForgeError): void {
    for (const stream of this.#streams.values()) stream.fail(error);
    this.#streams.clear();
    this.#openCounts.fill(0);
    this.#waiting.clear();
  }

  #remember(stream: CreditStream): void {
    this.#streams.set(stream.id, stream);
    this.#openCounts[parity(stream.id)] += 1;
  }

  #forget(id: number): void {
    if (this.#streams.delete(id)) this.#openCounts[parity(id)] -= 1;
  }

  #handOver(stream: CreditStream): void {
    callApplication('a stream handler threw', () => this.#handler?.(stream));
  }

  #wasOpened(id: number): boolean {
    const next = parity(id) === parity(this.#nextLocal) ? this.#nextLocal : this.#nextRemote;
    return id > 0 && id < next;
  }
}

function parity(id: number): 0 | 1 {
  return id % 2 === 0 ? 0 : 1;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'stream', reason });
}
