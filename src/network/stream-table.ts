import { QForgeError } from '../base/index.ts';
import { callApplication } from './application-call.ts';
import { type ChannelStream, CreditStream, type StreamFrames } from './channel-stream.ts';
import { MAX_STREAMS } from './record-limits.ts';

/** Sum of the first numbers of both sides. */
const FIRST_NUMBERS = 3;

/**
 * Takes streams that the peer opens. A promise of it that rejects resets its stream, and is logged and counted unless it rejects with a
 * `QForgeError`; what it throws ends the channel with `INTERNAL`.
 */
export type StreamHandler = (stream: ChannelStream) => unknown;

/** Says who has claimed streams of a header, if anybody has. */
export interface StreamClaimants {
  handlerOf(unverifiedHeader: Uint8Array): StreamHandler | undefined;
}

/** The streams of one session. spec/records §6 */
export class StreamTable {
  readonly #frames: StreamFrames;
  readonly #onGone: (stream: number) => void;
  /** Made with the first stream: most channels carry none, and there may be thousands. */
  #streams: Map<number, CreditStream> | undefined;
  /** How many of them have even and how many odd numbers: each side's own. */
  readonly #openCounts: [number, number] = [0, 0];
  /** Opened by the peer, and not handed to anybody yet. */
  #waiting: readonly CreditStream[] = [];
  #handler: StreamHandler | undefined;
  #claims: StreamClaimants | undefined;
  #nextLocal: number;
  #nextRemote: number;
  #peerWindowBytes = 0;

  constructor(role: 'initiator' | 'responder', frames: StreamFrames) {
    this.#onGone = (stream) => frames.gone(stream);
    this.#frames = {
      data: (stream, piece) => frames.data(stream, piece),
      end: (stream) => frames.end(stream),
      reset: (stream, reason) => frames.reset(stream, reason),
      credit: (stream, bytes) => frames.credit(stream, bytes),
      uncongested: () => frames.uncongested(),
      gone: (stream) => this.#forget(stream),
    };
    this.#nextLocal = role === 'initiator' ? 1 : 2;
    this.#nextRemote = role === 'initiator' ? 2 : 1;
  }

  get size(): number {
    return this.#streams?.size ?? 0;
  }

  /** How many streams both sides have opened so far. */
  get opened(): number {
    return (this.#nextLocal + this.#nextRemote - FIRST_NUMBERS) / 2;
  }

  /** Credit that the peer gives to each new stream. */
  setPeerWindow(bytes: number): void {
    this.#peerWindowBytes = bytes;
  }

  /** Gives this and all later streams of the peer to a handler. */
  setHandler(handler: StreamHandler): void {
    this.#handler = handler;
    this.#offerWaiting();
  }

  /** Gives this and all later streams of the peer that are claimed to who has claimed them, before the handler. */
  setClaims(claims: StreamClaimants): void {
    this.#claims = claims;
    this.#offerWaiting();
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
    this.#waiting = [...this.#waiting, stream];
    this.#offerWaiting();
  }

  /** The stream a frame speaks of; undefined if it is gone already. Throws `MALFORMED` if it never was. */
  find(id: number): CreditStream | undefined {
    const stream = this.#streams?.get(id);
    if (stream === undefined && !this.#wasOpened(id)) throw malformed('there is no such stream');
    return stream;
  }

  /** The peer gave a stream up. */
  reset(id: number, reason: string): void {
    const stream = this.find(id);
    if (stream === undefined) return;
    stream.fail(new QForgeError('STREAM_RESET', { stream: id, reason }));
    // Nobody has seen it, and nobody shall keep what it holds.
    this.#waiting = this.#waiting.filter((waiting) => waiting !== stream);
    this.#forget(id);
  }

  /** The channel is gone, and all streams with it. */
  failAll(error: QForgeError): void {
    for (const stream of this.#streams?.values() ?? []) stream.fail(error);
    this.#streams = undefined;
    this.#openCounts.fill(0);
    this.#waiting = [];
  }

  #remember(stream: CreditStream): void {
    this.#streams ??= new Map();
    this.#streams.set(stream.id, stream);
    this.#openCounts[parity(stream.id)] += 1;
  }

  #forget(id: number): void {
    if (this.#streams?.delete(id) !== true) return;
    this.#openCounts[parity(id)] -= 1;
    this.#onGone(id);
  }

  /** Hands over what has a handler, in order. */
  #offerWaiting(): void {
    for (const stream of this.#waiting) {
      const handler = this.#claims?.handlerOf(stream.header) ?? this.#handler;
      if (handler === undefined) continue;
      this.#waiting = this.#waiting.filter((waiting) => waiting !== stream);
      callApplication('a stream handler threw', () => {
        const settled = handler(stream);
        if (settled instanceof Promise) settled.catch(() => stream.reset('its handler failed'));
      });
    }
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
  return new QForgeError('MALFORMED', { what: 'The stream', reason });
}
