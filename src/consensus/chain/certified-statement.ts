import type { CertifiedVote, QuorumCertificate } from './quorum-certificate.ts';
import type { SignedStatement } from './statement.ts';

/** The statement that a vote inside a certificate stands for. */
export function certifiedStatement(certificate: QuorumCertificate, vote: CertifiedVote): SignedStatement {
  const { step, chainId, epoch, height, round, value } = certificate;
  const { validator, lockRound, signature } = vote;
  return { kind: step, chainId, epoch, height, round, validator, lockRound, value, signature };
}
