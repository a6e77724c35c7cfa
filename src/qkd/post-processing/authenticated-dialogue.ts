import { ByteReader, ByteWriter, QForgeError } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { AuthenticationKey } from './authentication-key.ts';
import type { ClassicalChannel } from './classical-channel.ts';
import { ABORT_REASONS, type AbortReason, MAX_MESSAGE_BYTES, MESSAGE, type MessageName } from './message-types.ts';
import { collisionBound, HASH_BYTES, PolynomialHash } from './polynomial-hash.ts';

/** Which end speaks. */
export type EndName = 'alice' | 'bob';

/**
 * The messages of one block, and at its end a tag of each end over all of them, in order, with their senders. The ends
 * take turns, so that both see the same order.
 *
 * Nothing of a block may be used before {@link AuthenticatedDialogue.authenticate} has returned. docs/spec/qkd-post-processing.md §6.
 */
export class AuthenticatedDialogue {
  readonly #channel: ClassicalChannel;
  readonly #key: AuthenticationKey;
  /** The end that this is. */
  readonly end: EndName;
  readonly #transcript: PolynomialHash;

  constructor(channel: ClassicalChannel, key: AuthenticationKey, end: EndName) {
    this.#channel = channel;
    this.#key = key;
    this.end = end;
    this.#transcript = new PolynomialHash(key.hashKey);
  }

  /** Bound of the probability that a changed message passes. */
  get forgeryBound(): number {
    return 2 * collisionBound(this.#transcript.blocks);
  }

  async send(name: MessageName, body: Uint8Array): Promise<void> {
    const message = new ByteWriter(body.length + 1).u8(MESSAGE[name]).bytes(body).finish();
    this.#note(this.end, message);
    await this.#channel.send(message);
  }

  /** The body of the next message, which must be of this type. Throws `MALFORMED`, and `QKD_ABORTED` for an abort. */
  async receive(name: MessageName): Promise<ByteReader> {
    const [, body] = await this.receiveOneOf([name]);
    return body;
  }

  /** The next message, which must be of one of some types. */
  async receiveOneOf<N extends MessageName>(names: readonly N[]): Promise<readonly [N, ByteReader]> {
    const unverifiedMessage = await this.#channel.receive();
    if (unverifiedMessage.length > MAX_MESSAGE_BYTES) throw malformed('it is longer than a message may be');
    const body = new ByteReader(unverifiedMessage, 'The message of post-processing');
    const type = body.u8();
    if (type === MESSAGE.abort) throw new QForgeError('QKD_ABORTED', { reason: abortReason(body) });
    const name = names.find((each) => MESSAGE[each] === type);
    if (name === undefined) throw body.malformed(`type ${type} is not expected now`);
    this.#note(this.end === 'alice' ? 'bob' : 'alice', unverifiedMessage);
    return [name, body];
  }

  /** Tells the other end why, and throws the same. */
  async abort(reason: AbortReason): Promise<never> {
    const { code, sentence } = ABORT_REASONS[reason];
    await this.#channel.send(new ByteWriter(2).u8(MESSAGE.abort).u8(code).finish());
    throw new QForgeError('QKD_ABORTED', { reason: sentence });
  }

  /**
   * Exchanges the tags. Throws `QKD_AUTHENTICATION_FAILED` when anything that was received is not what was sent, and
   * `QKD_AUTHENTICATION_KEY_USED_UP`.
   */
  async authenticate(): Promise<void> {
    const pads = this.#key.takePads();
    const tag = (sender: EndName): Uint8Array => this.#transcript.digest(pads[sender]);
    await this.#channel.send(new ByteWriter().u8(MESSAGE.tag).bytes(tag(this.end)).finish());
    const body = new ByteReader(await this.#channel.receive(), 'The tag of post-processing');
    const isTag = body.u8() === MESSAGE.tag && body.remaining === HASH_BYTES;
    const expected = tag(this.end === 'alice' ? 'bob' : 'alice');
    if (!isTag || !nativeBackend.equalSecrets(body.rest(), expected)) {
      throw new QForgeError('QKD_AUTHENTICATION_FAILED', { end: this.end });
    }
  }

  #note(sender: EndName, message: Uint8Array): void {
    const prefix = new ByteWriter(5).u8(sender === 'alice' ? 0 : 1).u32(message.length);
    this.#transcript.update(prefix.finish()).update(message);
  }
}

function abortReason(body: ByteReader): string {
  const code = body.u8();
  body.end();
  const reason = Object.values(ABORT_REASONS).find((each) => each.code === code);
  if (reason === undefined) throw body.malformed(`there is no reason ${code}`);
  return `the other end says that ${reason.sentence}`;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The message of post-processing', reason });
}
