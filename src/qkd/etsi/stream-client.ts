import { QForgeError } from '../../base/index.ts';
import { type HttpsAccess, HttpsCaller } from './https-caller.ts';
import { checkedAnswer, goodAnswer } from './kme-refusal.ts';
import {
  decodeCloseAnswer,
  decodeOpenAnswer,
  decodeStreamKeyAnswer,
  type OpenStreamAnswer,
  type OpenStreamRequest,
  type StreamKeyAnswer,
} from './stream-messages.ts';
import { streamQosDocument } from './stream-qos.ts';
import { STREAM_STATUS, type StreamStatus } from './stream-status.ts';

/** A stream to open; the QoS may name less than all. */
export interface StreamWish extends Pick<OpenStreamRequest, 'source' | 'destination'> {
  readonly qos?: OpenStreamRequest['qos'] | undefined;
  readonly streamId?: string | undefined;
}

/**
 * A SAE's way to the key streams of its key manager: the interface of ETSI GS QKD 004 in a binding of our own. spec/kme §6
 *
 * Every call is made once. Calls reject as those of ETSI GS QKD 014; the statuses of the standard are answers, not errors.
 */
export class StreamClient implements Disposable {
  readonly #url: string;
  readonly #caller: HttpsCaller;

  constructor(access: HttpsAccess) {
    this.#url = access.url;
    this.#caller = new HttpsCaller(access);
  }

  /** OPEN_CONNECT: opens a stream, or joins the one that the peer has opened. */
  async openConnect({ source, destination, qos, streamId }: StreamWish): Promise<OpenStreamAnswer> {
    const document = { source, destination, qos: qos && streamQosDocument(qos), key_stream_id: streamId };
    const answer = await this.#call('open_connect', document, decodeOpenAnswer);
    if (streamId !== undefined && answer.streamId !== streamId.toLowerCase()) throw this.#invalid('another stream');
    return answer;
  }

  /** GET_KEY: the next chunk, or the one of an index. */
  async getKey(streamId: string, index?: number): Promise<StreamKeyAnswer> {
    const answer = await this.#call('get_key', { key_stream_id: streamId, index }, decodeStreamKeyAnswer);
    if (answer.status === STREAM_STATUS.metadataTooSmall)
      throw this.#invalid('too little room, of which none was named');
    if (answer.chunk === undefined || index === undefined || answer.chunk.index === index) return answer;
    answer.chunk.key.wipe();
    throw this.#invalid('another chunk');
  }

  /** CLOSE: this end takes no more of a stream. */
  close(streamId: string): Promise<StreamStatus> {
    return this.#call('close', { key_stream_id: streamId }, decodeCloseAnswer);
  }

  /** Lets go of the connections. */
  [Symbol.dispose](): void {
    this.#caller[Symbol.dispose]();
  }

  async #call<T>(call: string, document: object, decode: (unverified: unknown) => T): Promise<T> {
    const body = JSON.stringify(document);
    const answer = await this.#caller.call({ method: 'POST', path: `/qforge/etsi004/v1/${call}`, body });
    const content = goodAnswer(this.#url, answer);
    return checkedAnswer(this.#url, () => decode(content));
  }

  #invalid(what: string): QForgeError<'KME_ANSWER_INVALID'> {
    return new QForgeError('KME_ANSWER_INVALID', { kme: this.#url, reason: `it answered with ${what}` });
  }
}
