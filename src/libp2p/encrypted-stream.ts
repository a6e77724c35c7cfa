import type { AbortOptions, MessageStream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface';
import { AbstractMessageStream, type SendResult } from '@libp2p/utils';
import { QForgeError } from '../base/index.ts';
import { drained } from './drained.ts';
import { MAX_RECORD_PLAINTEXT_BYTES, RecordReader, sealRecord } from './record.ts';
import type { Session } from './session-handshake.ts';

type Sendable = Parameters<AbstractMessageStream['sendData']>[0];

/**
 * A connection of libp2p whose bytes are sealed. Each direction ends by itself; the connection, with the second. spec/libp2p §4, §5
 *
 * A record that does not open aborts it with `RECORD_INVALID`; an end that the peer has not stated, with `CHANNEL_TRUNCATED`.
 */
export class EncryptedStream extends AbstractMessageStream {
  readonly #connection: MessageStream;
  readonly #session: Session;
  readonly #records: RecordReader;

  constructor(connection: MessageStream, session: Session) {
    super({
      log: connection.log.newScope('qforge'),
      direction: connection.direction,
      inactivityTimeout: connection.inactivityTimeout,
      maxReadBufferLength: connection.maxReadBufferLength,
      maxMessageSize: MAX_RECORD_PLAINTEXT_BYTES,
    });
    this.#connection = connection;
    this.#session = session;
    this.#records = new RecordReader(session.receive);
    // Without an end no record comes that says so: the peer has not closed it, or somebody has cut it.
    const onNoMore = (): void => this.#onNoMore();
    this.addEventListener('close', () => this.#forget());
    connection.addEventListener('close', (event) => this.#onConnectionClosed(event));
    connection.addEventListener('remoteCloseWrite', onNoMore);
    connection.addEventListener('end', onNoMore);
    connection.addEventListener('drain', () => this.safeDispatchEvent('drain'));
    connection.addEventListener('message', (event) => this.#onBytes(event));
  }

  /** Ends this direction: resolves when all that was sent, and the end, is with the connection. The peer may go on. */
  async close(options?: AbortOptions): Promise<void> {
    if (this.writeStatus !== 'writable') return;
    this.writeStatus = 'closing';
    // After a drain the queue is sent on in a microtask, which may fill the connection again.
    do {
      await drained(this, options?.signal);
    } while (this.writeBuffer.byteLength > 0 && !this.#isOver);
    if (this.#isOver) return;
    this.#connection.send(sealRecord(this.#session.send, []));
    this.writeStatus = 'closed';
    if (this.remoteWriteStatus === 'closed') await this.#closeConnection(options);
  }

  override sendData(data: Sendable): SendResult {
    const record = sealRecord(this.#session.send, [...data]);
    return { sentBytes: data.byteLength, canSendMore: this.#connection.send(record) };
  }

  override sendReset(error: Error): void {
    this.#connection.abort(error);
  }

  override sendPause(): void {
    if (this.#connection.status === 'open') this.#connection.pause();
  }

  override sendResume(): void {
    this.#connection.resume();
  }

  get #isOver(): boolean {
    return this.status === 'aborted' || this.status === 'reset' || this.status === 'closed';
  }

  #onBytes({ data }: StreamMessageEvent): void {
    if (this.#isOver) return;
    try {
      for (const plaintext of this.#records.read(data.subarray())) {
        // Whoever takes the data may abort the stream: then it takes no more of it by itself.
        this.onData(plaintext);
      }
    } catch (cause) {
      const peer = this.#session.peer.toString();
      this.abort(new QForgeError('RECORD_INVALID', { peer }, { cause }));
      return;
    }
    if (this.#records.isEnded) this.#onPeerEnded();
  }

  #onPeerEnded(): void {
    const isLast = this.writeStatus === 'closed';
    this.onRemoteCloseWrite();
    if (isLast) void this.#closeConnection().catch(() => this.#connection.abort(this.#truncated()));
  }

  async #closeConnection(options?: AbortOptions): Promise<void> {
    this.onTransportClosed();
    await this.#connection.close(options);
  }

  #onConnectionClosed({ error, local }: StreamCloseEvent): void {
    if (this.#isOver) return;
    if (error === undefined) this.#onNoMore();
    else if (local === true) this.abort(error);
    else this.onRemoteReset();
  }

  /** The connection brings nothing more, but perhaps has something that was not read. */
  #onNoMore(): void {
    if (this.#isOver || this.#connection.readBufferLength > 0) return;
    if (this.#records.isEnded) {
      if (this.#connection.status !== 'open') this.onTransportClosed();
      return;
    }
    this.abort(this.#truncated());
  }

  #truncated(): QForgeError<'CHANNEL_TRUNCATED'> {
    return new QForgeError('CHANNEL_TRUNCATED', { peer: this.#session.peer.toString() });
  }

  #forget(): void {
    this.#session.send[Symbol.dispose]();
    this.#session.receive[Symbol.dispose]();
    this.#records[Symbol.dispose]();
  }
}
