import { concatBytes, isQForgeError, QForgeError } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { ANSWER_BYTES, decodeAnswer } from './file-messages.ts';
import { errorOfStatus, type FileStatus } from './file-status.ts';
import { expectStreamEnd } from './file-stream.ts';
import { OFFERS_AHEAD } from './tree-messages.ts';

/** A good answer of the receiver of a folder. */
export interface TreeAnswer {
  readonly offset: number;
  readonly digest: Uint8Array;
}

/**
 * The answers of a receiver, in order, read as they come: a refusal is seen even while the sender waits to write, and ends the
 * stream. spec/file-transfer §7.3
 */
export class TreeAnswers {
  readonly #stream: ChannelStream;
  readonly #where: string;
  readonly #arrived: TreeAnswer[] = [];
  #wake = Promise.withResolvers<void>();
  #isEnded = false;
  #failure: QForgeError | undefined;
  #refusal: QForgeError | undefined;

  /** `where` names the folder and the receiver, in errors. */
  constructor(stream: ChannelStream, where: string) {
    this.#stream = stream;
    this.#where = where;
    this.#readAll().then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(error),
    );
  }

  /** Why the receiver refused or gave up, if it did. */
  get refusal(): QForgeError | undefined {
    return this.#refusal;
  }

  /** The next good answer. Throws the refusal, or why there will be no more answers. */
  async next(): Promise<TreeAnswer> {
    await this.#untilSomething();
    const answer = this.#arrived.shift();
    if (answer !== undefined) return answer;
    throw this.#failure ?? new QForgeError('STREAM_ENDED', { stream: this.#stream.id });
  }

  /** Waits for the end behind the last answer. Throws `MALFORMED` if something else comes. */
  async end(): Promise<void> {
    await this.#untilSomething();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#arrived.length > 0) throw malformed('more follows the result');
  }

  /** Settles when there is an answer, or when there will be none. */
  async #untilSomething(): Promise<void> {
    while (this.#arrived.length === 0 && !this.#isEnded) await this.#wake.promise;
  }

  async #readAll(): Promise<void> {
    for (let bytes = await this.#nextBytes(); bytes !== undefined; bytes = await this.#nextBytes()) {
      const answer = decodeAnswer(bytes, Number.MAX_SAFE_INTEGER);
      if (answer.status !== 'ok') return this.#takeRefusal(answer.status);
      if (this.#arrived.length > OFFERS_AHEAD) throw malformed('it answers what was not asked');
      this.#arrived.push(answer);
      this.#wakeUp();
    }
  }

  /** The bytes of an answer; undefined at the end. */
  async #nextBytes(): Promise<Uint8Array | undefined> {
    const first = await this.#stream.readSome(ANSWER_BYTES);
    if (first === undefined || first.length === ANSWER_BYTES) return first;
    return concatBytes(first, await this.#stream.readExactly(ANSWER_BYTES - first.length));
  }

  /** Ends the stream, so that who waits to write to it learns of the refusal. */
  async #takeRefusal(status: Exclude<FileStatus, 'ok'>): Promise<never> {
    await expectStreamEnd(this.#stream, 'The refusal of a folder');
    this.#refusal = errorOfStatus(status, this.#where);
    this.#stream.reset('it was refused');
    throw this.#refusal;
  }

  #end(error: unknown): void {
    this.#isEnded = true;
    if (error !== undefined) this.#failure = isQForgeError(error) ? error : internal(error);
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The answers to a folder', reason });
}

function internal(cause: unknown): QForgeError<'INTERNAL'> {
  return new QForgeError('INTERNAL', { what: 'reading the answers to a folder' }, { cause });
}
