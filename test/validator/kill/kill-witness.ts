import type { Digest } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodePeerMessage } from '../../../src/validator/node/peer-message.ts';

/** Remembers over all lives of a validator what left it, and what it must therefore never deny. */
export class KillWitness {
  readonly violations: string[] = [];
  readonly #seat: number;
  readonly #chainId: Digest;
  readonly #statements = new Map<string, string>();
  readonly #ballots = new Map<string, string>();
  /** Proposals whose acknowledgement was heard. */
  readonly acknowledged = new Set<string>();
  /** Blocks on its disk when it came back last. */
  decided: readonly string[] = [];
  /** Highest height that it has told others it has decided. */
  announced = 0;
  statements = 0;

  constructor(seat: number, chainId: Digest) {
    this.#seat = seat;
    this.#chainId = chainId;
  }

  /** Something has left the validator. */
  sent(bytes: Uint8Array): void {
    const message = decodePeerMessage(bytes, this.#chainId, nativeBackend);
    if (message.type === 'hello') this.announced = Math.max(this.announced, message.height);
    if (message.type === 'ballot' && message.ballot.validator === this.#seat) {
      const { setHash, proposalId, verdict } = message.ballot;
      this.#same(this.#ballots, `ballot on ${proposalId} in ${setHash}`, verdict);
    }
    if (message.type !== 'consensus' || message.message.validator !== this.#seat) return;
    const { height, round, kind, value, lockRound } = message.message;
    this.statements += 1;
    this.#same(this.#statements, `${kind} ${height}/${round}`, `${value} with lock ${lockRound}`);
  }

  /** It has come back, with these blocks on its disk. */
  cameBack(decided: readonly string[]): void {
    if (decided.length < this.announced)
      this.violations.push(`it had announced height ${this.announced} and came back with ${decided.length}`);
    for (const [at, block] of this.decided.entries()) {
      if (decided[at] !== block)
        this.violations.push(`another block at height ${at + 1}: ${block}, then ${decided[at]}`);
    }
    this.decided = decided;
  }

  #same(known: Map<string, string>, place: string, said: string): void {
    const before = known.get(place);
    if (before === undefined) known.set(place, said);
    else if (before !== said) this.violations.push(`${place}: ${before}, then ${said}`);
  }
}
