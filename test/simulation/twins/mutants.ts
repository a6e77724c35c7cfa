import type { MemberSet, SafetyRecord } from '../../../src/consensus/index.ts';
import { type ProtocolRules, protocolRules } from '../../../src/consensus/tendermint/protocol-rules.ts';
import type { ToyBlock } from './toy-chain.ts';

/** A protocol with one defect, made of the rules of the product with one of them replaced. */
export interface Mutant {
  readonly name: string;
  /** What its author has misunderstood. */
  readonly defect: string;
  /** Fresh rules for each run. */
  readonly rules?: () => Partial<ProtocolRules>;
  /** A write-ahead log that does not keep what it acknowledges. */
  readonly kept?: (record: SafetyRecord<ToyBlock>) => SafetyRecord<ToyBlock> | undefined;
  /** Whether it shows in the mode that checks for progress. */
  readonly liveness?: boolean;
}

/** The seeded defects; each must be found. */
export const mutants: readonly Mutant[] = [
  { name: 'no-lock', defect: 'precommits without locking', rules: () => ({ lockOn: () => null }) },
  {
    name: 'unlock-for-fresh',
    defect: 'prevotes a fresh block in spite of a lock on another one',
    rules: () => ({ mayPrevoteFresh: () => true }),
  },
  {
    name: 'unlock-for-older-proof',
    defect: 'gives up a lock for a proof that is older',
    rules: () => ({ mayPrevoteProven: () => true }),
  },
  {
    name: 'no-proof-of-lock',
    defect: 'believes a proposal that its block had a quorum',
    rules: () => ({ isProofOfLock: () => true }),
  },
  {
    name: 'small-quorum',
    defect: 'takes a simple majority for a quorum',
    rules: () => ({ quorumOf: ({ members }) => Math.floor(members.length / 2) }),
  },
  {
    name: 'quorum-one-short',
    defect: 'counts 2f votes instead of 2f + 1',
    rules: () => ({ quorumOf: ({ quorum }) => quorum - 1 }),
  },
  {
    name: 'amnesia',
    defect: 'keeps what it signed on its disk, but not its lock',
    kept: (record) => ({ ...record, lock: null, valid: null }),
  },
  { name: 'no-write-ahead-log', defect: 'has no disk', kept: () => undefined },
  {
    name: 'send-before-persist',
    defect: 'sends before what it says is durable',
    rules: () => ({ persistsFirst: () => false }),
  },
  {
    name: 'unsynced-write',
    defect: 'takes a write for durable that is not: precommits are lost in a crash',
    kept: (record) => (record.statement.kind === 'precommit' ? undefined : record),
  },
  {
    name: 'stale-set',
    defect: 'goes on counting the votes of the validators it began with',
    rules: () => {
      let first: MemberSet | undefined;
      return { setOf: ({ set }) => (first ??= set), isOfSet: ({ validator }, set) => validator < set.members.length };
    },
  },
  {
    name: 'stale-quorum',
    defect: 'follows a change of the set, but goes on with the quorum it began with',
    rules: () => {
      let first: number | undefined;
      return { quorumOf: ({ quorum }) => (first ??= quorum) };
    },
  },
  {
    name: 'change-one-height-early',
    defect: 'lets the next set decide at once, not one height later',
    rules: () => ({ setOf: ({ nextSet }) => nextSet }),
  },
  {
    name: 'votes-of-any-epoch',
    defect: 'counts votes without looking at their epoch, and so those of whoever had that number before',
    rules: () => ({
      isOfSet: ({ validator }, set) => validator < set.members.length,
      isAuthentic: (tip, statement, set) =>
        tip.isAuthentic(statement, set) || tip.isAuthentic({ ...statement, epoch: set.epoch - 1 }, set),
    }),
  },
  {
    name: 'duplicate-votes',
    defect: 'counts a vote as often as it comes',
    rules: () => ({
      isNew: () => true,
      votesFor: ({ first, conflicting }, value) =>
        [...first, ...conflicting].filter((vote) => vote?.value === value).length,
    }),
  },
  {
    name: 'vote-of-another-round',
    defect: 'counts a vote in the round it is in itself',
    rules: () => ({ roundOf: (_statement, ownRound) => ownRound }),
  },
  {
    name: 'unverified-certificate',
    defect: 'believes whoever answers when it catches up',
    rules: () => ({ isCertified: () => true }),
  },
  { name: 'unverified-signature', defect: 'does not verify signatures', rules: () => ({ isAuthentic: () => true }) },
  {
    name: 'unverified-block',
    defect: 'votes for blocks without checking them',
    rules: () => ({ isValid: () => true }),
  },
  {
    name: 'decides-on-prevotes',
    defect: 'takes a quorum of prevotes for a decision',
    rules: () => ({ decisive: ({ prevote }) => prevote }),
  },
  {
    name: 'lock-not-named',
    defect: 'leaves the lock out of its prevotes, and so looks forgetful',
    rules: () => ({ lockBehind: () => -1 }),
  },
  { name: 'no-evidence', defect: 'does not notice equivocation', rules: () => ({ isEvidence: () => false }) },
  {
    name: 'valid-block-forgotten',
    defect: 'proposes something new though a block had a quorum',
    rules: () => ({ validOn: () => null }),
    liveness: true,
  },
  {
    name: 'first-vote-only',
    defect: 'counts only the first vote of each validator',
    rules: () => ({ votesFor: ({ first }, value) => first.filter((vote) => vote?.value === value).length }),
    liveness: true,
  },
];

/** The rules of a mutant. */
export function rulesOf({ rules }: Mutant): ProtocolRules {
  return { ...protocolRules, ...rules?.() };
}
