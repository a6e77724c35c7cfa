import { Fifo } from './fifo.ts';

/** Calls something back in a later turn of the event loop, when what has arrived meanwhile was looked at. */
export type Defer = (callback: () => void) => void;

/**
 * Spreads pieces of work over turns of the event loop, so many to a turn, so that a flood of them leaves room for all else.
 */
export class TurnQueue {
  readonly #perTurn: number;
  readonly #defer: Defer;
  readonly #waiting = new Fifo<() => void>();
  #begunThisTurn = 0;
  #deferred = false;

  constructor(perTurn: number, defer: Defer) {
    this.#perTurn = perTurn;
    this.#defer = defer;
  }

  /** Pieces of work that wait for their turn. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves when one more piece of work may be done: at once, or in a later turn. */
  turn(): Promise<void> | undefined {
    this.#awaitNextTurn();
    if (this.#begunThisTurn < this.#perTurn && this.#waiting.length === 0) {
      this.#begunThisTurn += 1;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #awaitNextTurn(): void {
    if (this.#deferred) return;
    this.#deferred = true;
    this.#defer(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#deferred = false;
    this.#begunThisTurn = 0;
    for (let begun = 0; begun < this.#perTurn && this.#waiting.length > 0; begun++) {
      this.#begunThisTurn += 1;
      this.#waiting.shift()?.();
    }
    if (this.#begunThisTurn > 0) this.#awaitNextTurn();
  }
}
