import type { SignedStatement } from '../chain/statement.ts';
import type { Digest } from '../digest.ts';

/** What the reducer knows of a validator set. */
export interface MemberSet {
  readonly epoch: number;
  /** Ids in the order of their numbers. */
  readonly members: readonly Digest[];
  /** How many may be malicious. */
  readonly faulty: number;
  readonly quorum: number;
}

/**
 * The end of the log as the reducer sees it; immutable. `B` is the type of blocks.
 *
 * The log behind it is `ChainState`; simulations bring a lighter one.
 */
export interface ChainTip<B> {
  readonly chainId: Digest;
  /** Height that is to be decided. */
  readonly height: number;
  /** The set that decides it, and the one that decides the height after it. */
  readonly set: MemberSet;
  readonly nextSet: MemberSet;
  /** The name under which votes speak of a block. */
  valueOf(block: B): Digest;
  /** Whether a block may be decided at this height: computable from the block and the log alone. */
  isValid(block: B): boolean;
  /** Whether a statement of this or the next height carries its validator's signature. */
  isAuthentic(unverified: SignedStatement, set: MemberSet): boolean;
  /** The log with this block at its end. */
  append(block: B): ChainTip<B>;
}
