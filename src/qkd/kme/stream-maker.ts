import { defined, isQForgeError, QForgeError } from '../../base/index.ts';
import { STREAM_STATUS } from '../etsi/stream-status.ts';
import type { KeyAssigner } from './key-assigner.ts';
import type { KmeParts } from './kme-parts.ts';
import { UNIT_BYTES } from './link-pool.ts';
import type { LinkPools } from './link-pools.ts';
import { RequestRate } from './request-rate.ts';
import type { StreamEnd, StreamLedger } from './stream-ledger.ts';
import type { StreamMessageAnswer } from './stream-message.ts';
import { Turns } from './turns.ts';

const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1000;

/** Where in a stream a chunk is wanted. */
export interface StreamPlace {
  readonly number: number;
  /** Exactly there, or else the first chunk from there on that has not expired. */
  readonly isExact: boolean;
}

/**
 * Numbers the chunks of streams: of two key managers the one whose ID sorts first does it, for both ends.
 *
 * A chunk is a key that both ends hold before it gets its number; a crash in between burns the key and not the number.
 */
export class StreamMaker {
  readonly #parts: KmeParts;
  readonly #pools: LinkPools;
  readonly #assigner: KeyAssigner;
  readonly #streams: StreamLedger;
  readonly #turns = new Turns();
  readonly #rates = new Map<string, { readonly maxBps: number; readonly rate: RequestRate }>();

  constructor(parts: KmeParts, pools: LinkPools, assigner: KeyAssigner, streams: StreamLedger) {
    this.#parts = parts;
    this.#pools = pools;
    this.#assigner = assigner;
    this.#streams = streams;
  }

  /** The key of a chunk, made now if it is the next one. Throws `KME_REQUEST_REJECTED` for a number that is gone or too high. */
  chunkAt(id: string, place: StreamPlace): Promise<StreamMessageAnswer> {
    return this.#turns.take(id, () => this.#chunkAt(defined(this.#streams.read(id), 'a stream that is there'), place));
  }

  /** Lets go of what is kept of streams that are over. */
  sweep(): void {
    for (const id of this.#rates.keys()) if (this.#streams.read(id)?.isOpen !== true) this.#rates.delete(id);
  }

  #chunkAt(stream: StreamEnd, { number, isExact }: StreamPlace): Promise<StreamMessageAnswer> {
    const last = isExact ? number : Math.max(number, stream.made);
    const chunk = this.#streams.findChunk(stream.id, number, last, this.#parts.clock.wallMs());
    if (chunk !== undefined) return Promise.resolve({ status: STREAM_STATUS.success, chunk });
    if (number > stream.made) throw this.#rejected('the stream has not come to this index yet');
    if (isExact && number < stream.made) throw this.#rejected('the chunk of this index has expired');
    return this.#make(stream);
  }

  async #make(stream: StreamEnd): Promise<StreamMessageAnswer> {
    if (!stream.isOpen || !stream.isPeerOpen) return { status: STREAM_STATUS.peerNotConnected };
    if (!this.#hasKey(stream) || !this.#admits(stream)) return { status: STREAM_STATUS.insufficientKey };
    const keyId = await this.#assign(stream);
    if (keyId === undefined) {
      return { status: this.#hasKey(stream) ? STREAM_STATUS.noConnection : STREAM_STATUS.insufficientKey };
    }
    const { ttlSeconds } = stream.qos;
    const lifetimeMs = this.#parts.settings.keyLifetimeMs;
    const keptMs = ttlSeconds === 0 ? lifetimeMs : Math.min(ttlSeconds * MS_PER_SECOND, lifetimeMs);
    const chunk = { number: stream.made, keyId };
    const expiresAtMs = this.#parts.clock.wallMs() + keptMs;
    this.#parts.database.transaction(() => this.#streams.addChunk(stream.id, chunk, expiresAtMs));
    this.#parts.metrics.count('qforge_kme_stream_chunks_total', 1, { link: stream.peerKme });
    return { status: STREAM_STATUS.success, chunk };
  }

  /** The ID of a key that both ends hold now; undefined if the link or the pool did not give one. */
  async #assign({ sae, peerSae, peerKme, qos }: StreamEnd): Promise<string | undefined> {
    const recipients = new Map([[peerKme, [peerSae]]]);
    const wish = {
      master: sae,
      number: 1,
      keyBytes: qos.chunkBytes,
      hardwareOnly: false,
      recipients,
      notice: undefined,
    };
    try {
      const { accepted } = await this.#assigner.assign(wish);
      return accepted[0];
    } catch (error) {
      if (isQForgeError(error, 'KME_UNAVAILABLE')) return undefined;
      throw error;
    }
  }

  #hasKey({ peerKme, qos }: StreamEnd): boolean {
    const units = Math.ceil(qos.chunkBytes / UNIT_BYTES);
    return this.#pools.of(peerKme).storedUnits(this.#parts.clock.wallMs()) >= units;
  }

  /** One second's worth may come at once, and one chunk always. Starts afresh with the process. */
  #admits({ id, qos: { maxBps, chunkBytes } }: StreamEnd): boolean {
    if (maxBps === 0) return true;
    const known = this.#rates.get(id);
    if (known?.maxBps === maxBps) return known.rate.admit(id);
    const perSecond = maxBps / (chunkBytes * BITS_PER_BYTE);
    const rate = new RequestRate({ perSecond, burst: Math.max(1, perSecond) }, this.#parts.clock);
    this.#rates.set(id, { maxBps, rate });
    return rate.admit(id);
  }

  #rejected(reason: string): QForgeError<'KME_REQUEST_REJECTED'> {
    return new QForgeError('KME_REQUEST_REJECTED', { kme: this.#parts.network.self, reason });
  }
}
