import type { Clock } from '../../base/index.ts';
import type { DecisionLeaf } from '../log/decision-leaf.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { NodeTimes } from './node-times.ts';
import { SerialQueue } from './serial-queue.ts';

/** Where decisions follow close on each other, so many are folded at once: at heights that are the same for all, so that all cosign the same. */
export const DECISIONS_PER_FOLD = 8;

/** What folds, and whom it tells. */
export interface LogFolderOptions {
  readonly log: DecisionLog;
  readonly clock: Clock;
  /** Tells everybody the own cosignature. */
  readonly tell: (size: number, line: string) => void;
  /** Does this after a while. */
  readonly later: (delayMs: number, work: () => void) => void;
  readonly times: Pick<NodeTimes, 'foldMs'>;
  /** Counts a cosignature that was not taken. */
  readonly refuse: (reason: string, peer: string) => void;
  /** Called once when the disk has failed; nothing more is folded then. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Brings decisions into the log, several at once, and the cosignatures of others to its checkpoint.
 *
 * It has a queue of its own: what is to be decided does not wait for what is decided already. docs/adr/0194
 */
export class LogFolder {
  readonly #queue: SerialQueue;
  readonly #options: LogFolderOptions;
  /** The last cosignature of each peer: it may come before the decision that it speaks of is folded here. */
  readonly #told = new Map<string, { readonly size: number; readonly line: string }>();
  readonly #leaves: DecisionLeaf[] = [];
  /** Of a fold that is in the queue, and not begun. */
  readonly #due: DecisionLeaf[] = [];
  #turn = 0;

  constructor(options: LogFolderOptions) {
    this.#options = options;
    this.#queue = new SerialQueue(options.onFailure);
  }

  add(...leaves: readonly DecisionLeaf[]): void {
    this.#leaves.push(...leaves);
  }

  /** Folds at the next height that all fold at, or once nothing more was added for a while. */
  foldSoon(): void {
    this.#turn += 1;
    const turn = this.#turn;
    if ((this.#leaves.at(-1)?.height ?? 0) % DECISIONS_PER_FOLD === 0) return this.#foldNext();
    const { later, times } = this.#options;
    return later(times.foldMs, () => {
      if (turn === this.#turn) this.#foldNext();
    });
  }

  /** Folds what was added, after all that came before. */
  fold(): Promise<void> {
    this.#due.push(...this.#leaves.splice(0));
    return this.#queue.ask(() => this.#fold());
  }

  /** What was added by now goes with the next fold: one that has not begun yet, where the disk is slow. */
  #foldNext(): void {
    const isQueued = this.#due.length > 0;
    this.#due.push(...this.#leaves.splice(0));
    if (!isQueued) this.#queue.push(() => this.#fold());
  }

  /** A cosignature of a peer. */
  take(peer: string, size: number, line: string): void {
    this.#queue.push(async () => {
      this.#told.set(peer, { size, line });
      await this.#apply(peer, size, line);
    });
  }

  /** Resolves when nothing more is to be folded. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** The own cosignature leaves after the checkpoint is on the disk. */
  async #fold(): Promise<void> {
    const { log, clock } = this.#options;
    await log.append(this.#due.splice(0), Math.floor(clock.wallMs() / 1000));
    this.#tellOwn();
    for (const [peer, { size, line }] of this.#told) await this.#apply(peer, size, line);
  }

  #tellOwn(): void {
    const own = this.#options.log.ownLine();
    if (own !== undefined) this.#options.tell(own.size, own.line);
  }

  async #apply(peer: string, size: number, line: string): Promise<void> {
    const answer = await this.#options.log.cosign(size, line);
    if (answer !== 'taken') this.#options.refuse(answer, peer);
  }
}
