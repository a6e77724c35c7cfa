import { QForgeError } from '../../base/index.ts';
import { countVerdicts, verifyBallotList } from '../ballots/ballot-list.ts';
import type { Digest } from '../digest.ts';
import type { ValidatorSet } from '../validator-set.ts';
import type { Decision } from './block.ts';

/** The place in the log at which a decision is to stand. */
export interface DecisionPlace {
  readonly chainId: Digest;
  readonly height: number;
  readonly set: ValidatorSet;
  readonly nextSet: ValidatorSet;
}

/**
 * Refuses a decision whose ballots or deadline do not show its outcome.
 *
 * Throws `PROPOSAL_REFUSED`, `BALLOT_REFUSED`, `VALIDATOR_UNKNOWN`. spec/consensus §6
 */
export function requireSoundDecision(decision: Decision, place: DecisionPlace, expiryWindow: number): void {
  const { outcome, proposal, ballots, newSetBallots } = decision;
  if (proposal.chainId !== place.chainId) refuse('it is for another chain');
  const { approve, reject, abstain } = countVerdicts(ballots);
  const { approvals, size } = place.set;
  if (outcome === 'approved' && approve < approvals) refuse(`it has ${approve} approvals of ${approvals}`);
  // So many others that the approvals can't be reached any more: leaving ballots out does not help a proposer.
  if (outcome === 'rejected' && reject + abstain < size - approvals + 1) refuse('it may still be approved');
  if (outcome === 'expired') requireExpired(proposal.deadlineHeight, place.height, expiryWindow);
  else if (place.height > proposal.deadlineHeight) refuse('its deadline has passed');
  const isSetApproved = proposal.kind === 'validator-set' && outcome === 'approved';
  if (!isSetApproved && newSetBallots.length > 0) refuse('it has ballots of a set that does not come');
  verifyBallotList(ballots, subjectOf(decision, place, place.set), place.set, place.chainId);
}

/**
 * Refuses a change of the validator set that is not approved by the old threshold and the new one, by the set that decides now and the
 * set that will; one at a time.
 *
 * Throws as `requireSoundDecision`. spec/consensus §6
 */
export function requireApprovedSet(decision: Decision, newSet: ValidatorSet, place: DecisionPlace): void {
  if (place.nextSet.hash !== place.set.hash) refuse('another change of the set has not taken effect yet');
  const { approve } = countVerdicts(decision.newSetBallots);
  if (approve < newSet.approvals) refuse(`the new set has approved it ${approve} times of ${newSet.approvals}`);
  verifyBallotList(decision.newSetBallots, subjectOf(decision, place, newSet), newSet, place.chainId);
}

function subjectOf(
  { proposal }: Decision,
  { chainId }: DecisionPlace,
  set: ValidatorSet,
): Parameters<typeof verifyBallotList>[1] {
  return { chainId, epoch: set.epoch, setHash: set.hash, proposalId: proposal.id };
}

function requireExpired(deadline: number, height: number, window: number): void {
  if (height <= deadline) refuse('its deadline has not passed');
  if (height > deadline + window) refuse('its deadline is too long ago');
}

function refuse(reason: string): never {
  throw new QForgeError('PROPOSAL_REFUSED', { reason });
}
