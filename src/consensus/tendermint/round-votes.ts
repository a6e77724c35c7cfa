import type { ProposalMessage, VoteMessage } from '../chain/message.ts';
import type { Digest } from '../digest.ts';

/** The votes of one step of one round; immutable. */
export interface Tally {
  /** The first vote of each validator, by its number; there is a place for each. */
  readonly first: readonly (VoteMessage | undefined)[];
  /** Further, different votes of validators that equivocate. */
  readonly conflicting: readonly VoteMessage[];
}

/** A proposal with what was found out about its block. */
export interface KnownProposal<B> {
  readonly message: ProposalMessage<B>;
  readonly isValid: boolean;
}

/** Everything that was said in one round of the current height; immutable. */
export interface RoundVotes<B> {
  readonly round: number;
  /** The first one counts; others are kept because their blocks may still be decided. */
  readonly proposals: readonly KnownProposal<B>[];
  readonly prevote: Tally;
  readonly precommit: Tally;
}

const NOTHING: readonly never[] = [];
/** Empty tallies by the number of validators: the places are there from the start, and so a copy never has to grow. */
const EMPTY_TALLIES: (Tally | undefined)[] = [];

/** A round in which nothing was said yet. */
export function emptyRound<B>(round: number, validators: number): RoundVotes<B> {
  EMPTY_TALLIES[validators] ??= { first: Array.from({ length: validators }, () => undefined), conflicting: NOTHING };
  const empty = EMPTY_TALLIES[validators];
  return { round, proposals: NOTHING, prevote: empty, precommit: empty };
}

/** A list with one more at its end. Most have none or one before: a copy of the exact size is the cheapest. */
export function withAppended<T>(list: readonly T[], last: T): readonly T[] {
  const [first, second] = list;
  if (first === undefined) return [last];
  if (second === undefined) return [first, last];
  return [...list, last];
}

/** A list with another at this place. Most have one or two: as above. */
export function withReplaced<T>(list: readonly T[], at: number, by: T): readonly T[] {
  const [first, second] = list;
  if (list.length === 1) return [by];
  if (list.length === 2) return at === 0 ? [by, second as T] : [first as T, by];
  const copy = list.slice();
  copy[at] = by;
  return copy;
}

/** The tally with one more vote. */
export function withVote(tally: Tally, vote: VoteMessage): Tally {
  if (tally.first[vote.validator] !== undefined) {
    return { first: tally.first, conflicting: withAppended(tally.conflicting, vote) };
  }
  const first = tally.first.slice();
  first[vote.validator] = vote;
  return { first, conflicting: tally.conflicting };
}

/** How many validators have voted at all. */
export function countVoters({ first }: Tally): number {
  let count = 0;
  for (const vote of first) if (vote !== undefined) count += 1;
  return count;
}

/**
 * How many validators have signed a vote for this block, or for nil: each counts once, also one that has signed others too.
 *
 * A signature binds whatever else its signer has said, and so a certificate holds for everybody alike. docs/adr/0072
 */
export function countFor(tally: Tally, value: Digest | null): number {
  let count = 0;
  for (const vote of tally.first) if (vote?.value === value) count += 1;
  return tally.conflicting.length === 0 ? count : count + countConflicting(tally, value);
}

function countConflicting({ first, conflicting }: Tally, value: Digest | null): number {
  const voters = new Set<number>();
  for (const vote of conflicting) {
    if (vote.value === value && first[vote.validator]?.value !== value) voters.add(vote.validator);
  }
  return voters.size;
}

/** One vote for this block of every validator that has signed one. */
export function votesFor(tally: Tally, value: Digest): readonly VoteMessage[] {
  const byValidator = new Map<number, VoteMessage>();
  for (const vote of [...tally.first, ...tally.conflicting]) {
    if (vote?.value === value && !byValidator.has(vote.validator)) byValidator.set(vote.validator, vote);
  }
  return [...byValidator.values()];
}

/** All votes of one validator in this step. */
export function votesOf(tally: Tally, validator: number): readonly VoteMessage[] {
  const first = tally.first[validator];
  if (first === undefined) return NOTHING;
  if (tally.conflicting.length === 0) return [first];
  return [first, ...tally.conflicting.filter((vote) => vote.validator === validator)];
}
