import {
  type Connection,
  type ConnectionHandler,
  isQForgeError,
  QForgeError,
  type ScheduledCall,
} from '../base/index.ts';
import { dispatchFrames, FRAME_TYPE, saysMoreThanAcks } from './frame.ts';
import { freeBytes } from './free-bytes.ts';
import { type GatherBuffers, PacketAssembler, type PacketFormat, ReceivedChunk } from './packet-assembler.ts';
import { deriveRecordKeys, type RecordKeys } from './record-keys.ts';
import { RECORD_HEADER_BYTES, SHORT_PLAINTEXT_BYTES } from './record-limits.ts';
import { isLegalRecordLength, RecordOpener, RecordSealer } from './record-protection.ts';
import { type RecordOutlet, RecordWriter } from './record-writer.ts';
import type { SessionCounters } from './session-counters.ts';
import { type FramedSession, type FrameOwner, frameOutOfPlace, SessionFrames } from './session-frames.ts';
import { encodeSessionHello, type SessionHello } from './session-hello.ts';
import { type RekeyingSession, SessionRekey, type SessionRekeyParts } from './session-rekey.ts';
import type { WriteTuning } from './write-tuning.ts';

const EMPTY = new Uint8Array(0);

const RECORD_FORMAT: PacketFormat = {
  what: 'The record',
  headerBytes: RECORD_HEADER_BYTES,
  isLegalLength: isLegalRecordLength,
};

/** How long a side waits for the peer's answer to its Close before it drops the connection. */
export const CLOSE_TIMEOUT_MS = 2000;

/** Pings answered while the connection is congested: who asks for more does not read the answers. */
export const MAX_CONGESTED_PONGS = 1024;

/** What a session needs. */
export interface SecureSessionParts extends SessionRekeyParts {
  readonly connection: Connection;
  readonly peerId: string;
  readonly buffers: GatherBuffers;
  readonly tuning?: WriteTuning | undefined;
}

/** What a session reports: frames after the peer's Finished, then its end, once. */
export interface SessionOwner extends FrameOwner {
  /** What an initiator says first, who has heard this of the peer. Throws `MALFORMED` if that cannot be. */
  hello(peer: SessionHello): SessionHello;
  /** New keys are in use; so many shared keys are in them. */
  onRekeyed(sharedKeyCount: number): void;
  /** A whole record was handed out: a good moment to acknowledge. */
  onRecordEnd(): void;
  /** The connection wants more bytes again. */
  onUncongested(): void;
  /** The trace that the session belongs to, once that is known. */
  readonly traceId?: string | undefined;
  /** The session is over; `failure` if not by agreement. */
  onOver(failure: QForgeError | undefined): void;
}

/**
 * Frames in records over one connection, from the handshake's keys to the authenticated close. spec/records §1-4, §8
 *
 *     initiator, who has heard the peer within the handshake: send Finished, open            responder: await Finished, open
 *     open --close()--> closing --peer's Close--> over          open --peer's Close--> answer, over
 *     any --bad record | cut connection | time-out--> over, with a failure
 */
export class SecureSession implements ConnectionHandler, FramedSession, RekeyingSession, RecordOutlet {
  readonly #parts: SecureSessionParts;
  readonly #owner: SessionOwner;
  readonly #writer: RecordWriter;
  readonly #rekey: SessionRekey;
  #opener: RecordOpener;
  #sealer: RecordSealer;
  /** The next record's, once the present one was the last under its key. */
  #nextOpener: RecordOpener | undefined;
  #recordsSentBefore = 0;
  #recordsReceivedBefore = 0;
  #bytesSentBefore = 0;
  #bytesReceivedBefore = 0;
  readonly #assembler: PacketAssembler;
  readonly #frames: SessionFrames;
  #state: 'open' | 'closing' | 'over' = 'open';
  #congestedPongs = 0;
  #closeDeadline: ScheduledCall | undefined;
  #lingering: ScheduledCall | undefined;
  #bytesSent = 0;
  #bytesReceived = 0;
  #lastActivityMs: number;
  #lastReceivedMs: number;

  constructor(parts: SecureSessionParts, owner: SessionOwner) {
    this.#parts = parts;
    this.#owner = owner;
    const keys = deriveRecordKeys(parts.chain.root, parts.role, parts.suite, parts.backend);
    this.#opener = new RecordOpener(keys.receive);
    this.#sealer = new RecordSealer(keys.send);
    this.#rekey = new SessionRekey(parts, this);
    this.#lastActivityMs = parts.clock.monotonicMs();
    this.#lastReceivedMs = this.#lastActivityMs;
    this.#assembler = new PacketAssembler(RECORD_FORMAT, parts.buffers);
    this.#writer = new RecordWriter(this.#sealer, parts, this);
    this.#frames = new SessionFrames(this, owner, this.#rekey);
  }

  /**
   * The connection's events come here from now on. An initiator gives what the responder has said at the end of the handshake: it says Finished, and
   * what its owner says in this turn goes into the same record.
   */
  start(answer?: SessionHello): void {
    if (answer === undefined) return;
    try {
      this.#writer.gather();
      this.send(FRAME_TYPE.finished, encodeSessionHello(this.#owner.hello(answer)));
      this.#begin(answer);
    } catch (error) {
      this.#fail(this.#remoteFailure(error));
    }
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get traceId(): string | undefined {
    return this.#owner.traceId;
  }

  /** Whether the peer has proved its keys and said what it takes. */
  get isConfirmed(): boolean {
    return this.#frames.peerFinished;
  }

  get isCongested(): boolean {
    return this.#writer.isCongested;
  }

  /** Whether frames have been collected that will go out as a record soon. */
  get hasWaitingFrames(): boolean {
    return this.#writer.hasWaitingFrames;
  }

  get counters(): SessionCounters {
    return {
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      recordsSent: this.#recordsSentBefore + this.#sealer.recordsSealed,
      recordsReceived: this.#recordsReceivedBefore + this.#opener.recordsOpened,
      rekeys: this.#rekey.generation,
      lastActivityMs: this.#lastActivityMs,
    };
  }

  /** When a whole record came last, in monotonic milliseconds: bytes of one that never ends are no sign of life. */
  get lastReceivedMs(): number {
    return this.#lastReceivedMs;
  }

  /** Replaces the keys now, or asks the peer to, unless that is under way. */
  rekey(): void {
    if (this.isOpen && this.isConfirmed) this.#rekey.due();
  }

  /** Queues one frame; its body is `prefix` and then `body`. Nothing is sent once the session is not open. */
  send(type: number, prefix: Uint8Array, body: Uint8Array = EMPTY): void {
    if (this.#state !== 'open') return;
    // Not by #guard: a closure for each of millions of messages a second is work for the garbage collector.
    try {
      this.#writer.append(type, prefix, body);
    } catch (error) {
      this.#fail(this.#localFailure(error));
    }
  }

  /** Says Close and waits for the peer's. */
  close(): void {
    if (!this.isOpen) return;
    this.#sendClose();
    if (this.#isOver()) return;
    this.#state = 'closing';
    this.#rekey.stop();
    const { clock, peerId } = this.#parts;
    this.#closeDeadline = clock.schedule(CLOSE_TIMEOUT_MS, () =>
      this.#fail(new QForgeError('CONNECTION_LOST', { peer: peerId, reason: 'it did not answer the close' })),
    );
  }

  /** Drops the connection at once, for this reason. */
  abort(reason: QForgeError): void {
    this.#fail(reason);
  }

  onData(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    this.#bytesReceived += bytes.length;
    this.#lastActivityMs = this.#parts.clock.monotonicMs();
    try {
      const chunk = new ReceivedChunk(bytes);
      for (let packet = this.#assembler.next(chunk); packet !== undefined; packet = this.#assembler.next(chunk)) {
        this.#openRecord(packet.header, packet.body);
        if (this.#isOver()) return;
      }
    } catch (error) {
      this.#fail(this.#remoteFailure(error));
    }
  }

  onDrain(): void {
    if (this.#state === 'over') return;
    this.#guard(() => this.#writer.drained());
    if (!this.#writer.isCongested) this.#owner.onUncongested();
  }

  onEnd(): void {
    if (this.#isOver()) return;
    this.#fail(new QForgeError('CHANNEL_TRUNCATED', { peer: this.#parts.peerId }));
  }

  onClose(error?: Error): void {
    this.#lingering?.cancel();
    this.#writer.connectionGone();
    if (this.#state === 'over') return;
    const { peerId } = this.#parts;
    if (error === undefined) this.#end(new QForgeError('CHANNEL_TRUNCATED', { peer: peerId }));
    else this.#end(new QForgeError('CONNECTION_LOST', { peer: peerId, reason: reasonOf(error) }, { cause: error }));
  }

  onPeerFinished(hello: SessionHello): void {
    this.#begin(hello);
  }

  answerPing(token: Uint8Array): void {
    this.#congestedPongs = this.isCongested ? this.#congestedPongs + 1 : 0;
    if (this.#congestedPongs > MAX_CONGESTED_PONGS) throw frameOutOfPlace();
    this.send(FRAME_TYPE.pong, token);
  }

  get turnsReceiveKey(): boolean {
    return this.#nextOpener !== undefined;
  }

  useSendKey(key: RecordKeys['send']): void {
    this.#guard(() => this.#turnSendKey(key));
  }

  useReceiveKey(key: RecordKeys['receive']): void {
    this.#nextOpener = new RecordOpener(key);
  }

  onRekeyed(sharedKeyCount: number): void {
    this.#owner.onRekeyed(sharedKeyCount);
  }

  onRekeyFailed(error: unknown): void {
    this.#fail(this.#remoteFailure(error));
  }

  sendRecord(record: Uint8Array, onWritten: () => void): boolean {
    this.#bytesSent += record.length;
    this.#lastActivityMs = this.#parts.clock.monotonicMs();
    const wantsMore = this.#parts.connection.write(record, onWritten);
    this.#rekeyIfDue(this.#sealer.recordsSealed, this.#bytesSent - this.#bytesSentBefore);
    return wantsMore;
  }

  onRecordFailed(error: unknown): void {
    this.#fail(this.#localFailure(error));
  }

  #openRecord(header: Uint8Array, unverifiedBody: Uint8Array): void {
    const plaintext = this.#opener.open(header, unverifiedBody);
    this.#lastReceivedMs = this.#lastActivityMs;
    if (saysMoreThanAcks(plaintext)) this.#writer.peerSpoke();
    this.#handOut(plaintext);
    this.#turnReceiveKey();
    this.#rekeyIfDue(this.#opener.recordsOpened, this.#bytesReceived - this.#bytesReceivedBefore);
    if (this.isConfirmed && !this.#isOver()) this.#owner.onRecordEnd();
    if (this.#frames.peerClosed && !this.#isOver()) this.#answerClose();
  }

  /** Nobody keeps the bytes of a short record, whose frames were copied: they make place for the next. */
  #handOut(plaintext: Uint8Array): void {
    const isShort = plaintext.length <= SHORT_PLAINTEXT_BYTES;
    try {
      dispatchFrames(plaintext, this.#frames);
    } finally {
      if (isShort) plaintext.fill(0);
    }
    if (!this.#frames.endRecord() && !isShort) freeBytes(plaintext);
  }

  /** What is sent from now on has another key. */
  #turnSendKey(key: RecordKeys['send']): void {
    if (this.#isOver()) return;
    const old = this.#sealer;
    this.#sealer = new RecordSealer(key);
    this.#bytesSentBefore = this.#bytesSent;
    this.#writer.useSealer(this.#sealer);
    this.#recordsSentBefore += old.recordsSealed;
    old[Symbol.dispose]();
  }

  /** A record is over: if it was the last under its key, the next one has another. */
  #turnReceiveKey(): void {
    const next = this.#nextOpener;
    if (next === undefined) return;
    this.#recordsReceivedBefore += this.#opener.recordsOpened;
    this.#bytesReceivedBefore = this.#bytesReceived;
    this.#opener[Symbol.dispose]();
    this.#opener = next;
    this.#nextOpener = undefined;
  }

  /** After each record: whether its direction has used its key enough. spec/records §8 */
  #rekeyIfDue(records: number, bytes: number): void {
    const { afterRecords, afterBytes } = this.#parts.limits;
    if (records >= afterRecords || bytes >= afterBytes) this.rekey();
  }

  #answerClose(): void {
    if (this.#state === 'open') this.#sendClose();
    this.#finish();
  }

  /** The peer has proved its keys. */
  #begin(peer: SessionHello): void {
    if (this.#isOver()) return;
    this.#frames.confirm();
    this.#rekey.start();
    this.#owner.onFinished(peer);
  }

  #sendClose(): void {
    this.send(FRAME_TYPE.close, EMPTY);
    this.#guard(() => this.#writer.flush());
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fail(this.#localFailure(error));
    }
  }

  /** Ends by agreement: what is queued still goes out. */
  #finish(): void {
    if (this.#isOver()) return;
    this.#end(undefined);
    this.#parts.connection.end();
    this.#lingering = this.#parts.clock.schedule(CLOSE_TIMEOUT_MS, () => this.#parts.connection.destroy());
  }

  #fail(failure: QForgeError): void {
    if (this.#isOver()) return;
    this.#end(failure);
    this.#parts.connection.destroy();
  }

  #end(failure: QForgeError | undefined): void {
    this.#state = 'over';
    this.#closeDeadline?.cancel();
    this.#rekey.dispose();
    this.#writer.dispose();
    this.#assembler.dispose();
    for (const holder of [this.#sealer, this.#opener, this.#nextOpener]) holder?.[Symbol.dispose]();
    this.#owner.onOver(failure);
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  /** What the application hears when the peer's bytes are wrong; the peer hears only that the connection is gone. */
  #remoteFailure(error: unknown): QForgeError {
    const { peerId } = this.#parts;
    const byPeer = [
      'MALFORMED',
      'CRYPTO_AUTHENTICATION_FAILED',
      'CRYPTO_KEY_INVALID',
      'CRYPTO_LENGTH_INVALID',
    ] as const;
    if (byPeer.some((code) => isQForgeError(error, code))) {
      return new QForgeError('RECORD_INVALID', { peer: peerId }, { cause: error });
    }
    return this.#localFailure(error);
  }

  #localFailure(error: unknown): QForgeError {
    return isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'a channel' }, { cause: error });
  }
}

function reasonOf(error: Error): string {
  return isQForgeError(error, 'CONNECTION_LOST') ? error.details.reason : 'the connection failed';
}
