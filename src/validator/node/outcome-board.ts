import type { Clock } from '../../base/index.ts';
import type { Block, Digest } from '../../consensus/index.ts';
import type { ProposalOutcome } from './validator-status.ts';

/** How proposals ended, and who waits to hear it. */
export class OutcomeBoard {
  readonly #clock: Clock;
  readonly #outcomes = new Map<Digest, ProposalOutcome>();
  readonly #waiting = new Map<Digest, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note({ decision, height }: Block): void {
    if (decision === undefined) return;
    const { id } = decision.proposal;
    this.#outcomes.set(id, { outcome: decision.outcome, height });
    for (const tell of this.#waiting.get(id) ?? []) tell();
    this.#waiting.delete(id);
  }

  /** How a proposal ended, as soon as it has; undefined when the time is over. */
  async of(id: Digest, waitMs: number): Promise<ProposalOutcome | undefined> {
    if (this.#outcomes.has(id) || waitMs <= 0) return this.#outcomes.get(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = this.#clock.schedule(waitMs, resolve);
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(resolve));
    await promise;
    limit.cancel();
    waiting.delete(resolve);
    return this.#outcomes.get(id);
  }
}
