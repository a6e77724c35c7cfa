import { isQForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Inclusion, TreeHasher, type TreeHead, verifyInclusion } from '../../tlog/index.ts';
import { type BallotCertificate, verifyBallotCertificate } from '../ballots/ballot-certificate.ts';
import { verifyQuorumCertificate } from '../chain/certified-block.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import type { Digest } from '../digest.ts';
import { maxFaulty } from '../fault-tolerance.ts';
import type { ValidatorSet } from '../validator-set.ts';
import { failed, type MethodResult, passed } from './method-result.ts';

/** What shows that validators have decided; chain, set and tree head are those that are pinned or trusted already. */
export type ConsensusClaim =
  | {
      readonly kind: 'ballots';
      readonly certificate: BallotCertificate;
      readonly proposalId: Digest;
      readonly set: ValidatorSet;
      readonly chainId: Digest;
    }
  | {
      readonly kind: 'block';
      readonly certificate: QuorumCertificate;
      readonly blockId: Digest;
      readonly set: ValidatorSet;
      readonly chainId: Digest;
    }
  | { readonly kind: 'inclusion'; readonly inclusion: Inclusion; readonly head: TreeHead };

/** ConsensusValidation: a certificate or a proof of inclusion in the log verifies. spec/consensus §11 */
export function checkConsensus(claim: ConsensusClaim, backend: CryptoBackend): MethodResult {
  try {
    if (claim.kind === 'ballots') return checkBallots(claim);
    if (claim.kind === 'block') return checkBlock(claim);
    verifyInclusion(new TreeHasher(backend), claim.inclusion, claim.head);
    return passed('ConsensusValidation', `entry ${claim.inclusion.index} is in the log of ${claim.head.size}`);
  } catch (error) {
    if (isQForgeError(error) && error.code !== 'ASSERTION_FAILED') return failed('ConsensusValidation', error.message);
    throw error;
  }
}

function checkBallots({
  certificate,
  proposalId,
  set,
  chainId,
}: Extract<ConsensusClaim, { kind: 'ballots' }>): MethodResult {
  const { ballots, outcome } = verifyBallotCertificate(certificate, set, chainId);
  if (certificate.proposalId !== proposalId) return failed('ConsensusValidation', 'it is about another proposal');
  if (outcome !== 'approved') return failed('ConsensusValidation', `it certifies that the proposal was ${outcome}`);
  return passed(
    'ConsensusValidation',
    `${ballots.length} of ${set.size} approve`,
    honestShare(ballots.length, set.size),
  );
}

function checkBlock({ certificate, blockId, set, chainId }: Extract<ConsensusClaim, { kind: 'block' }>): MethodResult {
  const { votes, step, value } = verifyQuorumCertificate(certificate, set, chainId);
  if (value !== blockId || step !== 'precommit') return failed('ConsensusValidation', 'it does not decide this block');
  return passed('ConsensusValidation', `${votes.length} of ${set.size} decided`, honestShare(votes.length, set.size));
}

/** The least share of the honest validators that is among `voters`, if all malicious ones are: (k - f) / (n - f). spec/consensus §11 */
export function honestShare(voters: number, size: number): number {
  const faulty = maxFaulty(size);
  return Math.max(0, voters - faulty) / (size - faulty);
}
