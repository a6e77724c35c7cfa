import { randomUUID } from 'node:crypto';
import { type ErrorCode, isQForgeError, QForgeError } from '../../base/index.ts';
import type {
  OpenStreamAnswer,
  OpenStreamRequest,
  StreamKeyAnswer,
  StreamKeyRequest,
} from '../etsi/stream-messages.ts';
import { agreedQos, STREAM_METADATA_TYPE, type StreamQos } from '../etsi/stream-qos.ts';
import { STREAM_STATUS } from '../etsi/stream-status.ts';
import type { KeyAssigner } from './key-assigner.ts';
import type { KeyLedger } from './key-ledger.ts';
import { MAX_KEY_BITS, MAX_STREAMS_PER_SAE, MIN_KEY_BITS } from './kme-limits.ts';
import type { KmeParts } from './kme-parts.ts';
import type { LinkPools } from './link-pools.ts';
import type { PoolWatch } from './pool-watch.ts';
import { type StreamEnd, StreamLedger } from './stream-ledger.ts';
import { StreamMaker } from './stream-maker.ts';
import type { StreamMessage, StreamMessageAnswer } from './stream-message.ts';
import { Turns } from './turns.ts';

/** Room that the metadata of any chunk fit in. */
const METADATA_BYTES = JSON.stringify({ simulated: false }).length;
/** A link's key is shared out between both ends: half of its rate is that of one. */
const OWN_SHARE = 0.5;
const LOST_PEER: readonly ErrorCode[] = ['KME_UNREACHABLE', 'KME_REPLY_LOST', 'KME_UNAVAILABLE', 'KME_ANSWER_INVALID'];

/** The key streams of one key manager: ETSI GS QKD 004 over the same pools and the same ledger. spec/kme §6 */
export class KeyStreams {
  readonly #parts: KmeParts;
  readonly #pools: LinkPools;
  readonly #ledger: KeyLedger;
  readonly #watch: PoolWatch;
  readonly #streams: StreamLedger;
  readonly #maker: StreamMaker;
  readonly #turns = new Turns();

  constructor(parts: KmeParts, pools: LinkPools, ledger: KeyLedger, assigner: KeyAssigner, watch: PoolWatch) {
    this.#parts = parts;
    this.#pools = pools;
    this.#ledger = ledger;
    this.#watch = watch;
    this.#streams = new StreamLedger(parts.database);
    this.#maker = new StreamMaker(parts, pools, assigner, this.#streams);
  }

  /** OPEN_CONNECT. Throws `KME_ACCESS_REFUSED` if the caller is neither end, `KME_REQUEST_REJECTED` for an unknown peer. */
  async open(sae: string, { source, destination, qos, streamId }: OpenStreamRequest): Promise<OpenStreamAnswer> {
    const id = streamId ?? randomUUID();
    if (sae !== source && sae !== destination) throw this.#refused('source and destination are not the caller');
    const peerSae = sae === source ? destination : source;
    const location = this.#parts.network.locate(peerSae);
    if (location === undefined || peerSae === sae) throw this.#rejected('the other end is not known');
    const { kme: peerKme, nextHop } = location;
    if (nextHop !== peerKme) return { status: STREAM_STATUS.noConnection, streamId: id, qos };
    const problem = this.#parts.database.transaction(() => {
      if (this.#streams.read(id) !== undefined) return { status: STREAM_STATUS.streamInUse, streamId: id, qos };
      if (this.#streams.openOf(sae) >= MAX_STREAMS_PER_SAE) throw this.#rejected('too many streams are open');
      const offer = this.#offer(qos, peerKme);
      if (!isSame(offer, qos)) return { status: STREAM_STATUS.qosUnmet, streamId: id, qos: offer };
      this.#streams.add({ id, sae, peerSae, peerKme, qos }, this.#now());
      return undefined;
    });
    return problem ?? this.#connect({ id, sae, peerSae, peerKme, qos });
  }

  /** GET_KEY. Throws `KME_REQUEST_REJECTED` for a stream or an index that is not there, `KME_ACCESS_REFUSED` to a third SAE. */
  async getKey(sae: string, request: StreamKeyRequest): Promise<StreamKeyAnswer> {
    this.#own(sae, request.streamId);
    if (request.metadataBytes !== undefined && request.metadataBytes < METADATA_BYTES) {
      return { status: STREAM_STATUS.metadataTooSmall, metadataBytes: METADATA_BYTES };
    }
    return this.#turns.take(request.streamId, () => this.#getKey(this.#own(sae, request.streamId), request.index));
  }

  /** CLOSE. The peer hears of it if it can; chunks that there are it may still get. Throws as `getKey`. */
  async close(sae: string, id: string): Promise<void> {
    const stream = this.#own(sae, id);
    this.#parts.database.transaction(() => this.#streams.close(id));
    this.#watch.audit('stream closed', { stream: id, sae });
    await this.#tell(stream, { call: 'close' }).catch(() => undefined);
  }

  /** What a neighbour tells or asks. Throws `KME_REQUEST_REJECTED` for what makes no sense here. */
  async take(from: string, message: StreamMessage): Promise<StreamMessageAnswer> {
    const { network } = this.#parts;
    const { streamId, ask } = message;
    if (network.locate(message.from)?.kme !== from || !network.serves(message.to)) {
      throw this.#rejected('the SAEs are not those of both key managers');
    }
    const stream = this.#streams.read(streamId);
    const isTheirs = stream?.sae === message.to && stream.peerSae === message.from;
    if (ask.call === 'connect') return this.#takeConnect(isTheirs ? stream : undefined, stream !== undefined, ask.qos);
    if (stream === undefined) return { status: STREAM_STATUS.peerNotConnected };
    if (!isTheirs) throw this.#rejected('the stream is not known');
    if (ask.call === 'chunk') return this.#makes(from) ? this.#maker.chunkAt(streamId, ask) : this.#wrongMaker();
    this.#parts.database.transaction(() => this.#streams.leave(streamId));
    return { status: STREAM_STATUS.success };
  }

  /** Ends streams that nobody uses any more. */
  sweep(): void {
    const { tombstoneMs, keyLifetimeMs } = this.#parts.settings;
    const now = this.#now();
    const restMs = now - tombstoneMs;
    this.#parts.database.transaction(() => this.#streams.sweep(now, restMs, restMs - keyLifetimeMs));
    this.#maker.sweep();
  }

  async #connect(end: Pick<StreamEnd, 'id' | 'sae' | 'peerSae' | 'peerKme' | 'qos'>): Promise<OpenStreamAnswer> {
    const { id, sae, peerSae, qos } = end;
    const answer = await this.#tell(end, { call: 'connect', qos }).catch(() => ({
      status: STREAM_STATUS.noConnection,
    }));
    const other: StreamQos | undefined = 'qos' in answer ? answer.qos : undefined;
    const isOpen = answer.status === STREAM_STATUS.success || answer.status === STREAM_STATUS.peerAbsent;
    const agreed = other !== undefined && isOpen ? agreedQos(qos, other) : (other ?? qos);
    this.#parts.database.transaction(() => {
      if (!isOpen) this.#streams.remove(id);
      else if (answer.status === STREAM_STATUS.success) this.#streams.join(id, agreed);
    });
    if (isOpen) this.#watch.audit('stream opened', { stream: id, sae, peer: peerSae });
    return { status: answer.status, streamId: id, qos: agreed };
  }

  #takeConnect(own: StreamEnd | undefined, isKnown: boolean, qos: StreamQos): StreamMessageAnswer {
    if (own === undefined) return { status: isKnown ? STREAM_STATUS.streamInUse : STREAM_STATUS.peerAbsent };
    // Told late: the own call has joined both ends, and this one has closed since. The other may still take what was made.
    if (!own.isOpen) return { status: own.isPeerOpen ? STREAM_STATUS.peerAbsent : STREAM_STATUS.streamInUse };
    const agreed = agreedQos(own.qos, qos);
    const isMet = own.qos.chunkBytes === qos.chunkBytes && (agreed.maxBps === 0 || agreed.maxBps >= qos.minBps);
    if (!isMet) return { status: STREAM_STATUS.qosUnmet, qos: own.qos };
    this.#parts.database.transaction(() => this.#streams.join(own.id, agreed));
    return { status: STREAM_STATUS.success, qos: agreed };
  }

  async #getKey(stream: StreamEnd, index: number | undefined): Promise<StreamKeyAnswer> {
    const place = { number: index ?? stream.nextIndex, isExact: index !== undefined };
    const { status, chunk } = this.#makes(stream.peerKme)
      ? await this.#maker.chunkAt(stream.id, place)
      : await this.#tell(stream, { call: 'chunk', ...place }).catch(lostPeer);
    if (chunk === undefined) return { status };
    const { number, keyId } = chunk;
    const master = this.#makes(stream.peerKme) ? stream.sae : stream.peerSae;
    const [found] = this.#parts.database.transaction(() => {
      this.#streams.move(stream.id, number + 1, this.#now());
      return this.#ledger.collect([keyId], stream.sae, master, this.#now());
    });
    if (found === undefined) throw this.#rejected('the chunk is not here');
    this.#watch.noteDelivered(master === stream.sae ? 'master' : 'slave', stream.sae, [keyId]);
    return { status, chunk: { index: number, key: found.key, simulated: found.simulated } };
  }

  #tell(
    { id, sae, peerSae, peerKme }: Pick<StreamEnd, 'id' | 'sae' | 'peerSae' | 'peerKme'>,
    ask: StreamMessage['ask'],
  ): Promise<StreamMessageAnswer> {
    const neighbour = this.#pools.neighbourOf(this.#pools.of(peerKme));
    return neighbour.askStream({ streamId: id, from: sae, to: peerSae, ask });
  }

  /** The QoS that comes closest to what is asked for and can be had. */
  #offer(qos: StreamQos, peerKme: string): StreamQos {
    const rate = (this.#pools.of(peerKme).quality?.keyRate ?? 0) * OWN_SHARE;
    const freeBps = Math.max(Math.floor(rate) - this.#streams.promisedBps(peerKme), 0);
    const bound = qos.maxBps === 0 ? freeBps : Math.min(freeBps, qos.maxBps);
    return {
      ...qos,
      chunkBytes: Math.min(Math.max(qos.chunkBytes, MIN_KEY_BITS / 8), MAX_KEY_BITS / 8),
      minBps: Math.min(qos.minBps, bound),
      ttlSeconds: Math.min(qos.ttlSeconds, Math.floor(this.#parts.settings.keyLifetimeMs / 1000)),
      metadataType: STREAM_METADATA_TYPE,
    };
  }

  /** The caller's end of an open stream. */
  #own(sae: string, id: string): StreamEnd {
    const stream = this.#streams.read(id);
    if (stream !== undefined && stream.sae !== sae) throw this.#refused('the stream is not that of the caller');
    if (stream?.isOpen !== true) throw this.#rejected('the stream is not open');
    return stream;
  }

  #makes(peerKme: string): boolean {
    return this.#parts.network.self < peerKme;
  }

  #wrongMaker(): never {
    throw this.#rejected('the other key manager makes the chunks of this stream');
  }

  #now(): number {
    return this.#parts.clock.wallMs();
  }

  #rejected(reason: string): QForgeError<'KME_REQUEST_REJECTED'> {
    return new QForgeError('KME_REQUEST_REJECTED', { kme: this.#parts.network.self, reason });
  }

  #refused(reason: string): QForgeError<'KME_ACCESS_REFUSED'> {
    return new QForgeError('KME_ACCESS_REFUSED', { kme: this.#parts.network.self, reason });
  }
}

/** A peer that cannot be asked is no connection; one that refuses is right to. */
function lostPeer(error: unknown): StreamMessageAnswer {
  const isLost = LOST_PEER.some((code) => isQForgeError(error, code));
  if (!isLost) throw error;
  return { status: STREAM_STATUS.noConnection };
}

function isSame(one: StreamQos, other: StreamQos): boolean {
  return (Object.keys(one) as (keyof StreamQos)[]).every((name) => one[name] === other[name]);
}
