import type { ConsensusMessage } from '../chain/message.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import type { Digest } from '../digest.ts';
import type { ReducerState } from './reducer-state.ts';
import { votesFor } from './round-votes.ts';

/** Everything that was said in some rounds, to be told to peers that lack it. spec/consensus §9 */
export function knownMessages<B>(rounds: ReducerState<B>['rounds']): readonly ConsensusMessage<B>[] {
  return rounds.flatMap(({ proposals, prevote, precommit }) => [
    ...proposals.map(({ message }) => message),
    ...[...prevote.first, ...prevote.conflicting, ...precommit.first, ...precommit.conflicting].filter(
      (vote) => vote !== undefined,
    ),
  ]);
}

/** The answer to a `want-proof` effect of a peer: a quorum of prevotes for that block in that round, if there is one here. */
export function proofOfLock<B>(state: ReducerState<B>, round: number, value: Digest): QuorumCertificate | undefined {
  const { chainId, height, set } = state.chain;
  const known = state.rounds.find((votes) => votes.round === round);
  const votes = known === undefined ? [] : votesFor(known.prevote, value);
  if (votes.length < set.quorum) return undefined;
  const certified = votes.map(({ validator, lockRound, signature }) => ({ validator, lockRound, signature }));
  return { step: 'prevote', chainId, epoch: set.epoch, height, round, value, votes: certified };
}
