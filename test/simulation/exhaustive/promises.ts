import type { SignedStatement } from '../../../src/consensus/chain/statement.ts';
import type { MemberSet, QuorumCertificate } from '../../../src/consensus/index.ts';
import { isBetrayal, safeQuorum } from '../twins/observations.ts';
import { isToySigned, type ToyBlock } from '../twins/toy-chain.ts';

/** What an honest validator breaks by signing one statement more: nothing it has signed may accuse it, not even together. */
export function brokenPromises(sent: readonly SignedStatement[], statement: SignedStatement): readonly string[] {
  const other = sent.find((before) => isBetrayal(before, statement) || isBetrayal(statement, before));
  if (other === undefined) return [];
  const promise = other.kind === statement.kind ? 'self-equivocation' : 'evidence';
  return [`${promise}: v${statement.validator} signed ${nameOf(other)} and ${nameOf(statement)}`];
}

function nameOf({ kind, round, value, lockRound }: SignedStatement): string {
  return `${kind} ${value ?? 'nil'} in round ${round} with lock ${lockRound}`;
}

/** What a certificate of a decision lacks: a quorum of members that have really signed it. */
export function certificateFault(
  { value }: ToyBlock,
  { step, votes, ...named }: QuorumCertificate,
  set: MemberSet,
): readonly string[] {
  const voters = new Set<number>();
  for (const vote of votes) {
    if (isToySigned({ kind: step, ...named, ...vote }, set.members[vote.validator])) voters.add(vote.validator);
  }
  const isRight = step === 'precommit' && named.value === value && voters.size === votes.length;
  return isRight && voters.size >= safeQuorum(set.members.length)
    ? []
    : [`certificate: that of ${value} proves nothing`];
}
