import { QForgeError } from '../base/index.ts';
import { type ChannelStream, CreditStream, type StreamFrames } from './channel-stream.ts';
import { MAX_STREAMS } from './record-limits.ts';

/** Takes streams that the peer opens. */
export type StreamHandler = (stream: ChannelStream) => void;

/** The streams of one session. spec/records §6 */
export class StreamTable {
  readonly #frames: StreamFrames;
  readonly #streams = new Map<number, CreditStream>();
  readonly #waiting: CreditStream[] = [];
  #handler: StreamHandler | undefined;
  #nextLocal: number;
  #nextRemote: number;
  #peerWindowBytes = 0;

  constructor(role: 'initiator' | 'responder', frames: StreamFrames) {
    this.#frames = { ...frames, gone: (stream) => this.#streams.delete(stream) };
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
    for (const stream of this.#waiting.splice(0)) handler(stream);
  }

  /** A new stream of this side. Throws `ARGUMENT_INVALID` over the limit. */
  open(header: Uint8Array): CreditStream {
    if (this.#streams.size >= MAX_STREAMS) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'stream', reason: `${MAX_STREAMS} are open already` });
    }
    const stream = new CreditStream(this.#nextLocal, header, this.#peerWindowBytes, this.#frames);
    this.#nextLocal += 2;
    this.#streams.set(stream.id, stream);
    return stream;
  }

  /** The peer opens a stream. Throws `MALFORMED` out of order or over the limit. */
  accept(id: number, header: Uint8Array): void {
    if (id !== this.#nextRemote) throw malformed('its number is out of order');
    if (this.#streams.size >= MAX_STREAMS) throw malformed('too many streams are open');
    this.#nextRemote += 2;
    // The header is a view of a record: the stream outlives it.
    const stream = new CreditStream(id, header.slice(), this.#peerWindowBytes, this.#frames);
    this.#streams.set(id, stream);
    if (this.#handler === undefined) this.#waiting.push(stream);
    else this.#handler(stream);
  }

  /** The stream a frame speaks of; undefined if it is gone already. Throws `MALFORMED` if it never was. */
  find(id: number): CreditStream | undefined {
    const stream = this.#streams.get(id);
    if (stream === undefined && !this.#wasOpened(id)) throw malformed('there is no such stream');
    return stream;
  }

  /** The peer gave a stream up. */
  reset(id: number, reason: string): void {
    this.find(id)?.fail(new QForgeError('STREAM_RESET', { stream: id, reason }));
    this.#streams.delete(id);
  }

  /** The channel is gone, and all streams with it. */
  failAll(error: QForgeError): void {
    for (const stream of this.#streams.values()) stream.fail(error);
    this.#streams.clear();
    this.#waiting.length = 0;
  }

  #wasOpened(id: number): boolean {
    const next = id % 2 === this.#nextLocal % 2 ? this.#nextLocal : this.#nextRemote;
    return id > 0 && id < next;
  }
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'stream', reason });
}
