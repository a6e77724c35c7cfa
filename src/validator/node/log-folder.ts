import type { Clock } from '../../base/index.ts';
import type { DecisionLeaf } from '../log/decision-leaf.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { NodeTimes } from './node-times.ts';
import { SerialQueue } from './serial-queue.ts';

/** A fold is followed by a pause of so many times what it took: it has a fifth of the time at most. */
const PAUSE_PER_FOLD = 4;
/** However long folds take, a decision waits for one no longer than this. In milliseconds. */
const LONGEST_PAUSE_MS = 1000;

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
  #leaves: DecisionLeaf[] = [];
  #isWaiting = false;
  #foldTookMs = 0;

  constructor(options: LogFolderOptions) {
    this.#options = options;
    this.#queue = new SerialQueue(options.onFailure);
  }

  add(...leaves: readonly DecisionLeaf[]): void {
    this.#leaves.push(...leaves);
  }

  /** Folds after a while, longer where folding is dear: several decisions cost no more than one. */
  foldSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { later, times } = this.#options;
    later(Math.max(times.foldMs, Math.min(PAUSE_PER_FOLD * this.#foldTookMs, LONGEST_PAUSE_MS)), () => {
      this.#isWaiting = false;
      this.#queue.push(() => this.#fold());
    });
  }

  /** Folds what was added, after all that came before. */
  fold(): Promise<void> {
    return this.#queue.ask(() => this.#fold());
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
    const leaves = this.#leaves;
    this.#leaves = [];
    const startMs = clock.monotonicMs();
    await log.append(leaves, Math.floor(clock.wallMs() / 1000));
    this.#foldTookMs = clock.monotonicMs() - startMs;
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
