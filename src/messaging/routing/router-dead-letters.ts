import { QForgeError } from '../../base/index.ts';
import type { RouteFailure } from './route-outcome.ts';
import { MAX_ROUTER_DEAD_LETTERS } from './routing-limits.ts';

/** A message that began here and was not delivered. */
export interface RouterDeadLetter {
  readonly destination: string;
  readonly bytes: number;
  readonly reason: RouteFailure;
  readonly diedAtMs: number;
}

/** The last messages of a router that were not delivered. */
export class RouterDeadLetters {
  readonly #letters: RouterDeadLetter[] = [];

  /** Keeps one; the oldest gives way. Returns the error for whoever sent it: `ROUTE_NONE` or `ROUTE_FAILED`. */
  bury(letter: RouterDeadLetter): QForgeError {
    this.#letters.push(letter);
    if (this.#letters.length > MAX_ROUTER_DEAD_LETTERS) this.#letters.shift();
    const { destination: peer, reason } = letter;
    return reason === 'no-route'
      ? new QForgeError('ROUTE_NONE', { peer })
      : new QForgeError('ROUTE_FAILED', { peer, reason });
  }

  /** All that are kept, newest last. */
  list(): readonly RouterDeadLetter[] {
    return [...this.#letters];
  }
}
