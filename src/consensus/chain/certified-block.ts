import { QForgeError } from '../../base/index.ts';
import type { Digest } from '../digest.ts';
import type { ValidatorSet } from '../validator-set.ts';
import type { Block } from './block.ts';
import { certifiedStatement } from './certified-statement.ts';
import type { ChainState } from './chain-state.ts';
import type { QuorumCertificate } from './quorum-certificate.ts';
import { isSignedBy } from './statement.ts';

/** A block with the quorum of precommits that decided it. */
export interface CertifiedBlock {
  readonly block: Block;
  readonly certificate: QuorumCertificate;
}

/**
 * Verifies a certificate offline under the set of its height.
 *
 * Throws `QUORUM_CERTIFICATE_INVALID`. spec/consensus §7
 */
export function verifyQuorumCertificate(
  unverified: QuorumCertificate,
  set: ValidatorSet,
  chainId: Digest,
): QuorumCertificate {
  const refuse = (reason: string): never => {
    throw new QForgeError('QUORUM_CERTIFICATE_INVALID', { reason });
  };
  const { votes } = unverified;
  if (unverified.chainId !== chainId) refuse('it is of another chain');
  if (unverified.epoch !== set.epoch) refuse(`it is of epoch ${unverified.epoch}, not ${set.epoch}`);
  if (new Set(votes.map(({ validator }) => validator)).size < votes.length) refuse('a validator is counted twice');
  if (votes.length < set.quorum) refuse(`it has ${votes.length} votes, and it takes ${set.quorum}`);
  for (const vote of votes) {
    const validator = set.validators[vote.validator];
    if (validator === undefined) return refuse(`there is no validator number ${vote.validator}`);
    if (!isSignedBy(certifiedStatement(unverified, vote), validator))
      refuse(`the vote of ${validator.name} does not verify`);
  }
  return unverified;
}

/**
 * Follows certified history from a point that is trusted, such as the genesis: each block must be valid after the one before it, and
 * decided by the set that history itself has put in place. This is how a lagging or new validator catches up.
 *
 * Throws `BLOCK_INVALID`, `QUORUM_CERTIFICATE_INVALID`. spec/consensus §7
 */
export function followHistory(trusted: ChainState, unverified: Iterable<CertifiedBlock>): ChainState {
  let state = trusted;
  for (const { block, certificate } of unverified) {
    state.requireValid(block);
    if (certificate.step !== 'precommit' || certificate.value !== block.id || certificate.height !== block.height) {
      throw new QForgeError('QUORUM_CERTIFICATE_INVALID', { reason: 'it is for something else than this block' });
    }
    verifyQuorumCertificate(certificate, state.set, state.chainId);
    state = state.append(block);
  }
  return state;
}
