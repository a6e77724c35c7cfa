import type { Clock } from '../../base/index.ts';
import type { DecisionLeaf } from '../log/decision-leaf.ts';
import type { DecisionLog } from '../log/decision-log.ts';

/** What folds, and whom it tells. */
export interface LogFolderOptions {
  readonly log: DecisionLog;
  readonly clock: Clock;
  /** Tells everybody the own cosignature. */
  readonly tell: (size: number, line: string) => void;
  /** Does this after a while, in the queue of the node. */
  readonly later: (work: () => Promise<void>) => void;
  /** Counts a cosignature that was not taken. */
  readonly refuse: (reason: string, peer: string) => void;
}

/** Brings decisions into the log, several at once, and the cosignatures of others to its checkpoint. */
export class LogFolder {
  readonly #options: LogFolderOptions;
  /** The last cosignature of each peer: it may come before the decision that it speaks of is folded here. */
  readonly #told = new Map<string, { readonly size: number; readonly line: string }>();
  #leaves: DecisionLeaf[] = [];
  #isWaiting = false;

  constructor(options: LogFolderOptions) {
    this.#options = options;
  }

  add(...leaves: readonly DecisionLeaf[]): void {
    this.#leaves.push(...leaves);
  }

  /** Folds after a while: several decisions cost no more than one. */
  foldSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.later(() => {
      this.#isWaiting = false;
      return this.fold();
    });
  }

  /** Folds what was added; the own cosignature leaves after the checkpoint is on the disk. */
  async fold(): Promise<void> {
    const { log, clock } = this.#options;
    const leaves = this.#leaves;
    this.#leaves = [];
    await log.append(leaves, Math.floor(clock.wallMs() / 1000));
    this.tellOwn();
    for (const [peer, { size, line }] of this.#told) await this.#apply(peer, size, line);
  }

  /** A cosignature of a peer. */
  async take(peer: string, size: number, line: string): Promise<void> {
    this.#told.set(peer, { size, line });
    await this.#apply(peer, size, line);
  }

  tellOwn(): void {
    const own = this.#options.log.ownLine();
    if (own !== undefined) this.#options.tell(own.size, own.line);
  }

  async #apply(peer: string, size: number, line: string): Promise<void> {
    const answer = await this.#options.log.cosign(size, line);
    if (answer !== 'taken') this.#options.refuse(answer, peer);
  }
}
