import { Worker } from 'node:worker_threads';
import { assert, QForgeError } from '../../base/index.ts';
import type { KeyBlock, QkdSession, SimulatedLinkConfig } from '../../qkd/index.ts';
import { threadProgram } from '../own-program.ts';
import { blockOf, type LinkAnswer } from './link-answer.ts';

/** The program of the thread, as it runs now: from the sources or from what is published. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './link-worker.ts' : './link-worker.js', import.meta.url);

/**
 * A link that is simulated pulse by pulse, with the whole post-processing, in a thread of its own.
 *
 * A block takes about a second of computing, in which this thread goes on. Nothing of the thread outlives the disposal or
 * the process. A thread that ends before makes every block reject with `QKD_ABORTED`, which says why.
 */
export class LinkThread implements QkdSession, AsyncDisposable {
  readonly protocol = 'bb84-decoy';
  readonly simulated = true;
  readonly #worker: Worker;
  #wanted: PromiseWithResolvers<LinkAnswer> | undefined;
  #end: QForgeError<'QKD_ABORTED'> | undefined;

  constructor(link: SimulatedLinkConfig) {
    this.#worker = new Worker(threadProgram(PROGRAM), { workerData: link });
    this.#worker.on('message', (answer: LinkAnswer) => this.#wanted?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail());
  }

  /** Asks for one block; one at a time. Throws `QKD_ABORTED`, and the other errors of a session. */
  async nextBlock(): Promise<KeyBlock> {
    if (this.#end !== undefined) throw this.#end;
    assert(this.#wanted === undefined, 'a link makes one block at a time');
    this.#wanted = Promise.withResolvers();
    this.#worker.postMessage('block', []);
    try {
      return blockOf(await this.#wanted.promise);
    } finally {
      this.#wanted = undefined;
    }
  }

  /** Ends the thread; a block on its way rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(cause?: unknown): void {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    this.#end ??= new QForgeError('QKD_ABORTED', { reason: `the thread of the link has ended${why}` }, { cause });
    this.#wanted?.reject(this.#end);
  }
}
