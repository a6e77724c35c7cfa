import {
  type Clock,
  type Connection,
  type ConnectionHandler,
  isQForgeError,
  QForgeError,
  type ScheduledCall,
} from '../base/index.ts';
import { dispatchFrames, FRAME_TYPE, type FrameHandler, type SessionSettings } from './frame.ts';
import { type GatherBuffers, PacketAssembler } from './packet-assembler.ts';
import type { RecordKeys } from './record-keys.ts';
import { MESSAGE_WINDOW_BYTES, RECORD_HEADER_BYTES, STREAM_WINDOW_BYTES } from './record-limits.ts';
import { isLegalRecordLength, RecordOpener, RecordSealer } from './record-protection.ts';
import { RecordWriter } from './record-writer.ts';
import type { SessionCounters } from './session-counters.ts';

const EMPTY = new Uint8Array(0);

/** How long a side waits for the peer's answer to its Close before it drops the connection. */
export const CLOSE_TIMEOUT_MS = 2000;

/** Pings answered while the connection is congested: who asks for more does not read the answers. */
export const MAX_CONGESTED_PONGS = 1024;

/** What a session needs. */
export interface SecureSessionParts {
  readonly connection: Connection;
  readonly keys: RecordKeys;
  readonly role: 'initiator' | 'responder';
  readonly peerId: string;
  readonly buffers: GatherBuffers;
  readonly clock: Clock;
}

/** What a session reports: frames after the peer's Finished, then its end, once. */
export interface SessionOwner extends Omit<FrameHandler, 'onPing' | 'onClose'> {
  /** A whole record was handed out: a good moment to acknowledge. */
  onRecordEnd(): void;
  /** The connection wants more bytes again. */
  onUncongested(): void;
  /** The session is over; `failure` if not by agreement. */
  onOver(failure: QForgeError | undefined): void;
}

/**
 * Frames in records over one connection, from the handshake's keys to the authenticated close. spec/records §1-4
 *
 *     initiator: send Finished, open            responder: await Finished, then send its own, open
 *     open --close()--> closing --peer's Close--> over          open --peer's Close--> answer, over
 *     any --bad record | cut connection | time-out--> over, with a failure
 */
export class SecureSession implements ConnectionHandler {
  readonly #parts: SecureSessionParts;
  readonly #owner: SessionOwner;
  readonly #opener: RecordOpener;
  readonly #sealer: RecordSealer;
  readonly #writer: RecordWriter;
  readonly #assembler: PacketAssembler;
  readonly #frames: FrameHandler;
  #peerFinished = false;
  #state: 'open' | 'closing' | 'over' = 'open';
  #peerClosed = false;
  #congestedPongs = 0;
  #closeDeadline: ScheduledCall | undefined;
  #lingering: ScheduledCall | undefined;
  #bytesSent = 0;
  #bytesReceived = 0;
  #lastActivityMs: number;

  constructor(parts: SecureSessionParts, owner: SessionOwner) {
    this.#parts = parts;
    this.#owner = owner;
    this.#opener = new RecordOpener(parts.keys.receive);
    this.#sealer = new RecordSealer(parts.keys.send);
    this.#lastActivityMs = parts.clock.monotonicMs();
    this.#assembler = new PacketAssembler(
      { what: 'record', headerBytes: RECORD_HEADER_BYTES, isLegalLength: isLegalRecordLength },
      parts.buffers,
    );
    this.#writer = new RecordWriter(
      this.#sealer,
      (record) => this.#sendRecord(record),
      parts.buffers,
      (error) => this.#fail(this.#localFailure(error)),
    );
    this.#frames = this.#frameHandler();
  }

  /** The connection's events come here from now on; the initiator says Finished at once. */
  start(): void {
    if (this.#parts.role === 'initiator') this.#sendFinished();
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether the peer has proved its keys and said what it takes. */
  get isConfirmed(): boolean {
    return this.#peerFinished;
  }

  get isCongested(): boolean {
    return this.#writer.isCongested;
  }

  get counters(): SessionCounters {
    return {
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      recordsSent: this.#sealer.recordsSealed,
      recordsReceived: this.#opener.recordsOpened,
      lastActivityMs: this.#lastActivityMs,
    };
  }

  /** Queues one frame; its body is `prefix` and then `body`. Nothing is sent once the session is not open. */
  send(type: number, prefix: Uint8Array, body: Uint8Array = EMPTY): void {
    if (this.#state !== 'open') return;
    this.#guard(() => this.#writer.append(type, prefix, body));
  }

  /** Says Close and waits for the peer's. */
  close(): void {
    if (!this.isOpen) return;
    this.#sendClose();
    if (this.#isOver()) return;
    this.#state = 'closing';
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
      this.#assembler.push(bytes);
      for (let packet = this.#assembler.next(); packet !== undefined; packet = this.#assembler.next()) {
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
    this.#fail(new QForgeError('CHANNEL_TRUNCATED', { peer: this.#parts.peerId }));
  }

  onClose(error?: Error): void {
    this.#lingering?.cancel();
    if (this.#state === 'over') return;
    const { peerId } = this.#parts;
    if (error === undefined) this.#end(new QForgeError('CHANNEL_TRUNCATED', { peer: peerId }));
    else this.#end(new QForgeError('CONNECTION_LOST', { peer: peerId, reason: reasonOf(error) }, { cause: error }));
  }

  #openRecord(header: Uint8Array, unverifiedBody: Uint8Array): void {
    const plaintext = this.#opener.open(header, unverifiedBody);
    dispatchFrames(plaintext, this.#frames);
    if (this.#peerFinished && !this.#isOver()) this.#owner.onRecordEnd();
    if (this.#peerClosed && !this.#isOver()) this.#answerClose();
  }

  #frameHandler(): FrameHandler {
    const owner = this.#owner;
    const confirmed = (): SessionOwner => {
      if (!this.#peerFinished || this.#peerClosed) throw outOfPlace();
      return owner;
    };
    return {
      onMessage: (body) => confirmed().onMessage(body),
      onFragment: (body) => confirmed().onFragment(body),
      onAck: (count) => confirmed().onAck(count),
      onStreamOpen: (stream, header) => confirmed().onStreamOpen(stream, header),
      onStreamData: (stream, body) => confirmed().onStreamData(stream, body),
      onStreamEnd: (stream) => confirmed().onStreamEnd(stream),
      onStreamReset: (stream, reason) => confirmed().onStreamReset(stream, reason),
      onStreamCredit: (stream, bytes) => confirmed().onStreamCredit(stream, bytes),
      onPing: (token) => {
        confirmed();
        this.#answerPing(token);
      },
      onPong: (token) => confirmed().onPong(token),
      onFinished: (settings) => this.#onFinished(settings),
      onClose: () => {
        confirmed();
        this.#peerClosed = true;
      },
    };
  }

  #onFinished(settings: SessionSettings): void {
    if (this.#peerFinished) throw outOfPlace();
    this.#peerFinished = true;
    if (this.#parts.role === 'responder') this.#sendFinished();
    this.#owner.onFinished(settings);
  }

  #answerPing(token: Uint8Array): void {
    this.#congestedPongs = this.isCongested ? this.#congestedPongs + 1 : 0;
    if (this.#congestedPongs > MAX_CONGESTED_PONGS) throw outOfPlace();
    this.send(FRAME_TYPE.pong, token);
  }

  #answerClose(): void {
    if (this.#state === 'open') this.#sendClose();
    this.#finish();
  }

  #sendFinished(): void {
    const settings = new Uint8Array(8);
    const view = new DataView(settings.buffer);
    view.setUint32(0, MESSAGE_WINDOW_BYTES);
    view.setUint32(4, STREAM_WINDOW_BYTES);
    this.send(FRAME_TYPE.finished, settings);
    this.#guard(() => this.#writer.flush());
  }

  #sendClose(): void {
    this.send(FRAME_TYPE.close, EMPTY);
    this.#guard(() => this.#writer.flush());
  }

  #sendRecord(record: readonly Uint8Array[]): boolean {
    for (const part of record) this.#bytesSent += part.length;
    this.#lastActivityMs = this.#parts.clock.monotonicMs();
    return this.#parts.connection.write(record);
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
    this.#writer.dispose();
    this.#assembler.dispose();
    this.#owner.onOver(failure);
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  /** What the application hears when the peer's bytes are wrong; the peer hears only that the connection is gone. */
  #remoteFailure(error: unknown): QForgeError {
    const { peerId } = this.#parts;
    const byPeer = ['MALFORMED', 'CRYPTO_AUTHENTICATION_FAILED'] as const;
    if (byPeer.some((code) => isQForgeError(error, code))) {
      return new QForgeError('RECORD_INVALID', { peer: peerId }, { cause: error });
    }
    return this.#localFailure(error);
  }

  #localFailure(error: unknown): QForgeError {
    return isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'a channel' }, { cause: error });
  }
}

function outOfPlace(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'frame', reason: 'it is out of place' });
}

function reasonOf(error: Error): string {
  return isQForgeError(error, 'CONNECTION_LOST') ? error.details.reason : 'the connection failed';
}
