import type { CertifiedBlock, ChainState, SetChange, ValidatorSet } from '../../consensus/index.ts';

/**
 * What a peer is to this validator.
 *
 * `member`: of the set of this height. `candidate`: of the next set, or of one that this validator approves. `former`: it has left, and may learn that.
 */
export type Standing = 'member' | 'candidate' | 'former';

/** Who the peers of a running validator are, as its log has it. */
export interface NodeRoster {
  /** Undefined for a stranger. */
  standingOf(peer: string): Standing | undefined;
  /** The last height that a peer may be given. */
  lastHeightOf(peer: string): number;
  /** The log has grown by a block, which is durable. */
  decided(chain: ChainState, decided: CertifiedBlock): Promise<void>;
  /** Why this validator should have nothing to do with a change of the set. */
  objectionTo(change: SetChange, set: ValidatorSet): string | undefined;
  /** Open changes that this validator approves: whoever joins by them may come and look. */
  approves(changes: readonly SetChange[]): void;
}
