import { QForgeError } from '../../base/index.ts';
import type { Block, ChainState, ConsensusMessage } from '../../consensus/index.ts';
import type { VoteJournal } from '../journal/vote-journal.ts';

/**
 * Keeps a validator from voting on a disk that has forgotten votes.
 *
 *     listening --a quorum with this one has told what it knows--> trusted
 *     any --a statement with the own signature that is not in the journal--> the validator stops
 *
 * After every start it only listens until so many others that together with it they are a quorum have sent what they know of the height:
 * without them nothing could be decided anyway. What no peer saw, or none of them tells, can't be noticed. spec/decision-log §7
 */
export class RollbackWatch {
  readonly #votes: VoteJournal;
  readonly #told = new Set<string>();
  readonly #isEnough: (told: readonly string[]) => boolean;
  #isTrusted = false;

  /** `isEnough`: whether these peers and this validator are a quorum of those who decide now. */
  constructor(votes: VoteJournal, isEnough: (told: readonly string[]) => boolean) {
    this.#votes = votes;
    this.#isEnough = isEnough;
  }

  /** Whether enough others have told what they know; once they have, they have for good. */
  get isTrusted(): boolean {
    if (!this.#isTrusted) this.#isTrusted = this.#isEnough([...this.#told]);
    return this.#isTrusted;
  }

  /** A peer has told all; says whether that was enough. */
  told(peer: string): boolean {
    this.#told.add(peer);
    return this.isTrusted;
  }

  /** Refuses to go on when a peer shows a vote of this validator that it does not remember. Throws `VALIDATOR_ROLLED_BACK`. */
  check(unverified: ConsensusMessage<Block>, chain: ChainState, seat: number): void {
    const { height, validator, epoch, chainId } = unverified;
    if (validator !== seat || height !== chain.height || epoch !== chain.set.epoch || chainId !== chain.chainId) return;
    if (this.#votes.remembers(unverified) || !chain.isAuthentic(unverified, chain.set)) return;
    const reason = `a peer shows its ${unverified.kind} at height ${height}, round ${unverified.round}, which is not in its journal`;
    throw new QForgeError('VALIDATOR_ROLLED_BACK', { reason });
  }
}
