import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import type { Statement } from '../chain/statement.ts';
import type { Digest } from '../digest.ts';
import { takeMessage } from './message-intake.ts';
import { stateAt } from './reducer-state.ts';
import { advance, startRound } from './round-steps.ts';
import { type KnownProposal, type RoundVotes, votesFor } from './round-votes.ts';
import type { Transition } from './transition.ts';

/** Goes as far as what is known after a statement allows: a decision, a round to follow into, the steps of the round. */
export function progress<B>(
  now: Transition<B>,
  { kind, round, value }: Pick<Statement, 'kind' | 'round' | 'value'>,
): void {
  if (value !== null && kind !== 'prevote' && decideOn(now, value, kind === 'precommit' ? round : undefined)) return;
  follow(now, round);
  advance(now);
}

/** Rule 6: a block with a quorum of precommits in any round is decided. spec/consensus §9, line 49 */
function decideOn<B>(now: Transition<B>, value: Digest, inRound?: number): boolean {
  const { chain, rounds } = now.state;
  const { rules } = now;
  const decided = decidedRound(now, value, inRound);
  if (decided === undefined) return false;
  const known = proposalOf(rounds, value);
  if (known === undefined) now.emit({ type: 'fetch', height: chain.height });
  if (known?.isValid !== true) return false;
  const votes = votesFor(rules.decisive(decided), value);
  const certified = votes.map(({ validator, lockRound, signature }) => ({ validator, lockRound, signature }));
  decide(now, known.message.block, now.certificateOf(decided.round, value, certified));
  return true;
}

/** A round with a quorum for a block: of its votes one is new, or its proposal, which may be what was missing in any round. */
function decidedRound<B>(now: Transition<B>, value: Digest, inRound?: number): RoundVotes<B> | undefined {
  const { rules, quorum } = now;
  for (const votes of now.state.rounds) {
    if (inRound !== undefined && votes.round !== inRound) continue;
    if (rules.votesFor(rules.decisive(votes), value) >= quorum) return votes;
  }
  return undefined;
}

function proposalOf<B>(rounds: readonly RoundVotes<B>[], value: Digest): KnownProposal<B> | undefined {
  for (const { proposals } of rounds) {
    for (const known of proposals) if (known.message.value === value) return known;
  }
  return undefined;
}

/** Ends the height: what was said of the next one already is heard now. */
export function decide<B>(now: Transition<B>, block: B, certificate: QuorumCertificate): void {
  const { state } = now;
  const { self, chain, rounds, early, signed } = state;
  now.emit({ type: 'decide', height: chain.height, block, certificate });
  const past = { height: chain.height, set: chain.set, rounds };
  Object.assign(state, stateAt(self, chain.append(block), { signed, past }));
  const { height } = state.chain;
  for (const message of early) {
    if (state.chain.height === height && takeMessage(now, message)) progress(now, message);
  }
}

/** Rule 7: goes where f + 1 others are already; the first of them is honest. Only news of a later round can lead on. Line 55 */
function follow<B>(now: Transition<B>, news: number): void {
  const { state } = now;
  if (news <= state.round && state.step !== 'waiting') return;
  const wanted = now.rules.followersOf(now.set);
  if (state.step === 'waiting' && isWoken(now, wanted)) startRound(now, state.round);
  if (state.step === 'waiting' || countAbove(state.highest, state.round) < wanted) return;
  startRound(now, state.highest.toSorted((a, b) => b - a)[wanted - 1] ?? state.round);
}

/** Whether others have begun this height: one of f + 1 is honest, or a proposer has something valid. */
function isWoken<B>({ state }: Transition<B>, wanted: number): boolean {
  if (countAbove(state.highest, -1) >= wanted) return true;
  return state.rounds.some(({ proposals }) => proposals.some(({ isValid }) => isValid));
}

function countAbove(rounds: readonly number[], least: number): number {
  let count = 0;
  for (const round of rounds) if (round > least) count += 1;
  return count;
}
