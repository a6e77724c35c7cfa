import { isQForgeError } from '../../src/base/index.ts';

/** What became of all mutations of one kind of one thing. */
export interface MutationRow {
  readonly target: string;
  readonly mutation: string;
  readonly tried: number;
  /** Refused by the one error that a failed handshake or record has. */
  readonly refused: number;
  /** What was not: each of them a fault. At most a few are named. */
  readonly faults: readonly string[];
}

const MAX_NAMED_FAULTS = 5;

/** Counts mutations, and names those that are not refused as they must be. */
export class MutationCount {
  readonly #target: string;
  readonly #mutation: string;
  readonly #faults: string[] = [];
  #tried = 0;
  #refused = 0;

  constructor(target: string, mutation: string) {
    this.#target = target;
    this.#mutation = mutation;
  }

  get row(): MutationRow {
    const [target, mutation] = [this.#target, this.#mutation];
    return {
      target,
      mutation,
      tried: this.#tried,
      refused: this.#refused,
      faults: this.#faults.slice(0, MAX_NAMED_FAULTS),
    };
  }

  /** One mutation: `attempt` must throw `HANDSHAKE_FAILED`. */
  mustFail(what: string, attempt: () => unknown): void {
    try {
      attempt();
    } catch (error) {
      this.judge(what, isQForgeError(error, 'HANDSHAKE_FAILED') ? undefined : `ended in ${String(error)}`);
      return;
    }
    this.judge(what, 'was accepted');
  }

  /** One mutation whose outcome is known: undefined if it was refused as it must be. */
  judge(what: string, fault: string | undefined): void {
    this.#tried += 1;
    if (fault === undefined) this.#refused += 1;
    else this.#faults.push(`${what} ${fault}`);
  }
}
