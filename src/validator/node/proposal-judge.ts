import { isQForgeError, type Logger } from '../../base/index.ts';
import type { ChainState, Digest, Proposal, Verdict } from '../../consensus/index.ts';
import type { BallotDesk } from './ballot-desk.ts';
import { type Judgement, judgementOf, type VotePolicy } from './vote-policy.ts';

/** What the judge works with. */
export interface ProposalJudgeOptions {
  readonly desk: BallotDesk;
  readonly policy: VotePolicy;
  readonly logger: Logger;
  readonly chain: () => ChainState;
  /** Whether this validator may sign ballots yet. */
  readonly mayVote: () => boolean;
  /** Signs a ballot and tells it. Throws `VALIDATOR_REQUEST_REFUSED`. */
  readonly vote: (proposalId: Digest, verdict: Verdict, methodResults: Digest) => Promise<void>;
  /** Does this after all that came before, and then sees whether there is something to decide. */
  readonly later: (work: () => Promise<void>) => void;
}

/** Brings proposals before the policy of this validator, and renews its ballots when the set has changed. */
export class ProposalJudge {
  readonly #options: ProposalJudgeOptions;

  constructor(options: ProposalJudgeOptions) {
    this.#options = options;
  }

  /** What this validator has no ballot on under the present set: what it said under an earlier one stands, the rest is considered. */
  async considerAll(): Promise<void> {
    const { desk, chain, mayVote } = this.#options;
    for (const open of desk.open) {
      if (desk.ownVerdict(open, chain()) !== undefined) continue;
      const said = desk.earlierVerdict(open, chain());
      if (said === undefined) this.consider(open.proposal);
      else if (mayVote()) await this.#vote(open.proposal.id, said);
    }
  }

  /** Asks the policy, outside the queue: a program may take its time. */
  consider(proposal: Proposal): void {
    const { policy, logger, later } = this.#options;
    const take = (answer: Awaited<ReturnType<VotePolicy>>): void => {
      if (answer !== undefined) later(() => this.#vote(proposal.id, judgementOf(answer)));
    };
    // A policy that breaks down leaves it to the operator.
    const broken = (): void => logger.log('error', 'consensus', 'the policy of this validator broke down');
    void policy(proposal).then(take, broken);
  }

  /** Votes, unless this validator has no vote on it, or has voted. */
  async #vote(proposalId: Digest, { verdict, methodResults }: Judgement): Promise<void> {
    try {
      await this.#options.vote(proposalId, verdict, methodResults);
    } catch (error) {
      if (!isQForgeError(error, 'VALIDATOR_REQUEST_REFUSED')) throw error;
    }
  }
}
