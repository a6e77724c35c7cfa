import type { ConsensusMessage } from '../chain/message.ts';
import { statementKinds } from '../chain/statement.ts';
import type { Digest } from '../digest.ts';
import type { ChainTip, MemberSet } from './chain-tip.ts';
import type { RoundVotes } from './round-votes.ts';
import type { Lock, SafetyRecord } from './safety-record.ts';

/** Where a validator is in a round; `waiting` until there is something to decide at this height. */
export type ReducerStep = 'waiting' | 'propose' | 'prevote' | 'precommit';

/** A place in the order of everything that a validator may sign. */
export interface SigningPosition {
  readonly height: number;
  readonly round: number;
  /** Index into `statementKinds`. */
  readonly step: number;
}

/** What was said at the height before: it decides nothing any more, but may still show that somebody is faulty. */
export interface PastVotes<B> {
  readonly height: number;
  readonly set: MemberSet;
  readonly rounds: readonly RoundVotes<B>[];
}

/** Everything that a validator knows; immutable. The names are those of arXiv 1807.04938. */
export interface ReducerState<B> {
  readonly self: Digest;
  readonly chain: ChainTip<B>;
  /** Own number in the set of this height; -1 for somebody who only looks on. */
  readonly seat: number;
  readonly round: number;
  readonly step: ReducerStep;
  readonly lock: Lock<B> | null;
  readonly valid: Lock<B> | null;
  /** Last place in which something was signed: only higher ones follow. */
  readonly signed: SigningPosition | null;
  /** Whether the time-outs of this round's prevotes and precommits run already. */
  readonly isPrevoteTimed: boolean;
  readonly isPrecommitTimed: boolean;
  /** Whether a proof of the lock of this round's proposal was asked for. */
  readonly isProofWanted: boolean;
  /** All rounds of this height in which something was said. */
  readonly rounds: readonly RoundVotes<B>[];
  /** Highest round in which each validator has said something. */
  readonly highest: readonly number[];
  /** Messages of the next height. */
  readonly early: readonly ConsensusMessage<B>[];
  readonly past: PastVotes<B> | null;
}

/** The state of a validator at the end of a log, with nothing said yet at this height. */
export function stateAt<B>(self: Digest, chain: ChainTip<B>, before?: Partial<ReducerState<B>>): ReducerState<B> {
  return {
    self,
    chain,
    seat: chain.set.members.indexOf(self),
    round: 0,
    step: 'waiting',
    lock: null,
    valid: null,
    signed: null,
    isPrevoteTimed: false,
    isPrecommitTimed: false,
    isProofWanted: false,
    rounds: [],
    highest: [],
    early: [],
    past: null,
    ...before,
  };
}

/** The state of a validator that comes back with its log and its last record: it never signs at or before that again. */
export function restoredState<B>(self: Digest, chain: ChainTip<B>, record?: SafetyRecord<B>): ReducerState<B> {
  if (record === undefined) return stateAt(self, chain);
  const { height, round, kind } = record.statement;
  const signed = { height, round, step: statementKinds.indexOf(kind) };
  if (height !== chain.height) return stateAt(self, chain, { signed });
  const { lock, valid } = record;
  return stateAt(self, chain, { signed, round, lock, valid, step: kind === 'proposal' ? 'propose' : kind });
}
