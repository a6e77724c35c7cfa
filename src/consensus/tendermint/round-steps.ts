import type { Statement } from '../chain/statement.ts';
import { countVoters, type KnownProposal, type RoundVotes } from './round-votes.ts';
import type { Lock } from './safety-record.ts';
import type { Transition } from './transition.ts';

/** Rule 1: enters a round, and proposes when it is this validator's turn. spec/consensus §9, line 11 */
export function startRound<B>(now: Transition<B>, round: number): void {
  const { state } = now;
  state.round = round;
  state.step = 'propose';
  state.isPrevoteTimed = false;
  state.isPrecommitTimed = false;
  state.isProofWanted = false;
  now.schedule('propose');
  const { height } = state.chain;
  if (now.rules.proposerOf(now.set, height, round) !== state.seat) return;
  const { valid } = state;
  if (valid === null) now.emit({ type: 'want-block', height, round });
  else now.sign('proposal', valid.value, valid.round, valid.block);
}

/** Proposes the block that was asked for, unless the time for it is over. */
export function proposeBlock<B>(now: Transition<B>, height: number, round: number, block: B): void {
  const { chain, round: current, step, seat, valid } = now.state;
  if (height !== chain.height || round !== current || step !== 'propose' || valid !== null) return;
  if (now.rules.proposerOf(now.set, height, round) === seat) now.sign('proposal', chain.valueOf(block), -1, block);
}

/** Applies rules 2 to 5 and the first half of 7 to what is known of the current round, as often as one of them leads on. */
export function advance<B>(now: Transition<B>): void {
  if (now.state.step === 'waiting') return;
  const votes = now.knownRound(now.state.round);
  if (votes === undefined) return;
  if (now.state.step === 'propose') answerProposal(now, votes);
  if (now.state.step !== 'propose') followPrevotes(now, votes);
  timeMixedVotes(now, votes);
}

/** Rules 2 and 3: prevotes the proposal of the round, or nil. Lines 22 and 28. */
function answerProposal<B>(now: Transition<B>, { proposals }: RoundVotes<B>): void {
  const [proposal] = proposals;
  if (proposal === undefined) return;
  const { lock } = now.state;
  const { rules } = now;
  const offer = proposal.message;
  if (offer.lockRound < 0) {
    prevote(now, proposal.isValid && rules.mayPrevoteFresh(lock, offer) ? proposal : undefined);
  } else if (rules.isProofOfLock(rules.votesFor(now.round(offer.lockRound).prevote, offer.value), now.quorum)) {
    prevote(now, proposal.isValid && rules.mayPrevoteProven(lock, offer) ? proposal : undefined);
  } else {
    wantProof(now, offer.lockRound, offer.value);
  }
}

/** Asks once in a round for the prevotes that its proposal builds on. */
function wantProof<B>(now: Transition<B>, round: number, value: Statement['value']): void {
  const { state } = now;
  if (state.isProofWanted || value === null) return;
  state.isProofWanted = true;
  now.emit({ type: 'want-proof', height: state.chain.height, round, value });
}

function prevote<B>(now: Transition<B>, proposal: KnownProposal<B> | undefined): void {
  now.state.step = 'prevote';
  if (proposal === undefined) return now.sign('prevote', null, -1);
  const { message } = proposal;
  return now.sign('prevote', message.value, now.rules.lockBehind(now.state.lock, message));
}

/** Rule 4: a valid block with a quorum of prevotes is locked and precommitted. Rule 5: so is nil. Lines 36 and 44. */
function followPrevotes<B>(now: Transition<B>, { round, proposals, prevote }: RoundVotes<B>): void {
  const { state, quorum, rules } = now;
  for (const { isValid, message } of proposals) {
    const { value, block } = message;
    if (isValid && value !== null && state.valid?.round !== round && rules.votesFor(prevote, value) >= quorum) {
      followQuorum(now, { round, value, block });
    }
  }
  if (state.step === 'prevote' && rules.votesFor(prevote, null) >= quorum) precommit(now, null);
}

function followQuorum<B>(now: Transition<B>, found: Lock<B>): void {
  const { state, rules } = now;
  state.valid = rules.validOn(found);
  if (state.step !== 'prevote') return;
  state.lock = rules.lockOn(found);
  precommit(now, found.value);
}

function precommit<B>(now: Transition<B>, value: Statement['value']): void {
  now.state.step = 'precommit';
  now.sign('precommit', value, -1);
}

/** Rules 5 and 7: a quorum of mixed votes starts a time-out, once. Lines 34 and 47. */
function timeMixedVotes<B>(now: Transition<B>, { prevote, precommit }: RoundVotes<B>): void {
  const { state, quorum } = now;
  if (state.step === 'prevote' && !state.isPrevoteTimed && countVoters(prevote) >= quorum) {
    state.isPrevoteTimed = true;
    now.schedule('prevote');
  }
  if (!state.isPrecommitTimed && countVoters(precommit) >= quorum) {
    state.isPrecommitTimed = true;
    now.schedule('precommit');
  }
}

/** What the end of a time-out means, if it is of the current round. Lines 57, 61 and 65. */
export function timeOut<B>(
  now: Transition<B>,
  height: number,
  round: number,
  step: 'propose' | 'prevote' | 'precommit',
): void {
  const { state } = now;
  if (height !== state.chain.height || round !== state.round || state.step === 'waiting') return;
  if (step === 'propose' && state.step === 'propose') prevote(now, undefined);
  else if (step === 'prevote' && state.step === 'prevote') precommit(now, null);
  else if (step === 'precommit') startRound(now, round + 1);
  advance(now);
}
