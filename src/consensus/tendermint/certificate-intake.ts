import { certifiedStatement } from '../chain/certified-statement.ts';
import type { VoteMessage } from '../chain/message.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import { decide, progress } from './height-steps.ts';
import { keepMessage } from './message-intake.ts';
import { votesOf } from './round-votes.ts';
import type { Transition } from './transition.ts';

/** Takes a quorum's votes as one: a block decided elsewhere, or the proof of a lock. spec/consensus §7 */
export function takeCertificate<B>(now: Transition<B>, certificate: QuorumCertificate, block?: B): void {
  const { chain } = now.state;
  if (certificate.height < chain.height) return now.refuse('late');
  if (certificate.height > chain.height) return now.refuse('too-early');
  const statements = certificate.votes.map((vote) => certifiedStatement(certificate, vote));
  if (!now.rules.isCertified(certificate, statements, chain)) return now.refuse('bad-certificate');
  if (certificate.step === 'prevote') return takeProof(now, certificate.round, statements as readonly VoteMessage[]);
  if (block === undefined || chain.valueOf(block) !== certificate.value || !chain.isValid(block))
    return now.refuse('wrong-block');
  return decide(now, block, certificate);
}

/** The votes count like any others, but beyond the limit on conflicting ones: they are a quorum, and there is one at most. */
function takeProof<B>(now: Transition<B>, round: number, votes: readonly VoteMessage[]): void {
  for (const vote of votes) {
    const known = votesOf(now.round(round).prevote, vote.validator);
    if (known.every(({ value }) => value !== vote.value)) keepMessage(now, vote);
  }
  progress(now, { kind: 'prevote', round, value: null });
}
