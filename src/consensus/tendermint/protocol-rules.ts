import { isAmnesia, isEquivocation } from '../chain/evidence.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import { type SignedStatement, type Statement, statementKinds } from '../chain/statement.ts';
import type { ChainTip, MemberSet } from './chain-tip.ts';
import type { SigningPosition } from './reducer-state.ts';
import { countFor, type RoundVotes, type Tally } from './round-votes.ts';
import type { Lock } from './safety-record.ts';

/** What a rule looks at in a proposal. */
interface Offer {
  readonly value: Statement['value'];
  readonly lockRound: number;
}

type AnyLock = Lock<unknown> | null;

/**
 * The rules that agreement rests on, each alone, so that a test can break one and show that the break is noticed. The numbers are those of
 * spec/consensus §9, the lines those of algorithm 1 in arXiv 1807.04938.
 */
export interface ProtocolRules {
  /** The set that decides the height at the end of a log. */
  setOf(tip: ChainTip<never>): MemberSet;
  /** Votes that decide a step. */
  quorumOf(set: MemberSet): number;
  /** Validators ahead that make one follow: one of them is honest. Rule 7, line 55. */
  followersOf(set: MemberSet): number;
  /** Number of the validator whose turn it is. */
  proposerOf(set: MemberSet, height: number, round: number): number;
  /** Whether a statement is of the set that decides its height. */
  isOfSet(statement: SignedStatement, set: MemberSet): boolean;
  /** Whether a statement carries its validator's signature. */
  isAuthentic(tip: ChainTip<never>, statement: SignedStatement, set: MemberSet): boolean;
  /** Whether a block may be decided next. */
  isValid<B>(tip: ChainTip<B>, block: B): boolean;
  /** Whether a validator's statement is none it has made before. */
  isNew(statement: SignedStatement, known: readonly SignedStatement[]): boolean;
  /** The round in which a statement counts. */
  roundOf(statement: SignedStatement, ownRound: number): number;
  /** Whether two statements of one validator prove that it is faulty. */
  isEvidence(first: SignedStatement, second: SignedStatement): boolean;
  /** How many validators have voted for a block or for nil. */
  votesFor(tally: Tally, value: Statement['value']): number;
  /** Whether one may prevote a block that had no quorum before. Rule 2, line 23. */
  mayPrevoteFresh(lock: AnyLock, offer: Offer): boolean;
  /** Whether one may prevote a block that had a quorum in the round that its proposal names. Rule 3, line 29. */
  mayPrevoteProven(lock: AnyLock, offer: Offer): boolean;
  /** Whether the prevotes of a round are such a quorum. Rule 3, line 28. */
  isProofOfLock(votes: number, quorum: number): boolean;
  /** The round of the lock that a prevote relies on. */
  lockBehind(lock: AnyLock, offer: Offer): number;
  /** The lock of a validator that precommits. Rule 4, line 38. */
  lockOn<B>(lock: Lock<B>): Lock<B> | null;
  /** The block that a proposer must propose again. Rules 1 and 4, lines 15 and 42. */
  validOn<B>(valid: Lock<B>): Lock<B> | null;
  /** The votes of a round that decide. Rule 6, line 49. */
  decisive<B>(votes: RoundVotes<B>): Tally;
  /** Whether one may sign in this place, given where one signed last. */
  maySign(last: SigningPosition | null, next: SigningPosition): boolean;
  /** Whether a statement must be durable before it is sent. */
  persistsFirst(): boolean;
  /** Whether a certificate proves what it says. */
  isCertified(certificate: QuorumCertificate, statements: readonly SignedStatement[], tip: ChainTip<never>): boolean;
}

/** The rules as they are meant. */
export const protocolRules: ProtocolRules = {
  setOf: ({ set }) => set,
  quorumOf: ({ quorum }) => quorum,
  followersOf: ({ faulty }) => faulty + 1,
  proposerOf: ({ members }, height, round) => (height + round) % members.length,
  isOfSet: ({ epoch, validator }, set) => epoch === set.epoch && validator < set.members.length,
  isAuthentic: (tip, statement, set) => tip.isAuthentic(statement, set),
  isValid: (tip, block) => tip.isValid(block),
  isNew: (statement, known) => known.every((other) => isEquivocation(statement, other)),
  roundOf: ({ round }) => round,
  isEvidence: (first, second) => isEquivocation(first, second) || isAmnesia(first, second),
  votesFor: countFor,
  mayPrevoteFresh: (lock, { value }) => lock === null || lock.value === value,
  mayPrevoteProven: (lock, { value, lockRound }) => lock === null || lock.round <= lockRound || lock.value === value,
  isProofOfLock: (votes, quorum) => votes >= quorum,
  lockBehind: (lock, { value, lockRound }) => (lock?.value === value ? Math.max(lockRound, lock.round) : lockRound),
  lockOn: (lock) => lock,
  validOn: (valid) => valid,
  decisive: ({ precommit }) => precommit,
  maySign: (last, next) => last === null || compare(last, next) < 0,
  persistsFirst: () => true,
  isCertified,
};

function isCertified(
  { chainId, height, epoch }: QuorumCertificate,
  statements: readonly SignedStatement[],
  tip: ChainTip<never>,
): boolean {
  const { set } = tip;
  if (chainId !== tip.chainId || height !== tip.height || epoch !== set.epoch) return false;
  const voters = new Set(statements.map(({ validator }) => validator));
  if (voters.size < set.quorum) return false;
  return statements.every((vote) => vote.validator < set.members.length && tip.isAuthentic(vote, set));
}

function compare(a: SigningPosition, b: SigningPosition): number {
  return a.height - b.height || a.round - b.round || a.step - b.step;
}

/** The place of a statement in the order of everything that may be signed. */
export function positionOf({ height, round, kind }: Statement): SigningPosition {
  return { height, round, step: statementKinds.indexOf(kind) };
}
