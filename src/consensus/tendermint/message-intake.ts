import { type Evidence, isSameStatement } from '../chain/evidence.ts';
import type { ConsensusMessage, ProposalMessage, VoteMessage } from '../chain/message.ts';
import type { SignedStatement } from '../chain/statement.ts';
import { isRoundTooFar, MAX_EARLY_MESSAGES, refusalOf } from './admission.ts';
import type { PastVotes } from './reducer-state.ts';
import { emptyRound, type RoundVotes, votesOf, withAppended, withVote } from './round-votes.ts';
import type { Transition } from './transition.ts';

/** Different statements of one validator for one step that are kept. */
export const MAX_CONFLICTS = 4;

const NOTHING: readonly never[] = [];

/** Takes a message into account. Returns whether something about the current height has changed. spec/consensus §10 */
export function takeMessage<B>(now: Transition<B>, message: ConsensusMessage<B>): boolean {
  const { chain, past } = now.state;
  if (message.height === chain.height) return takeCurrent(now, message);
  if (message.height === chain.height + 1) takeEarly(now, message);
  else if (message.height === past?.height) takeLate(now, message, past);
  else if (message.height < chain.height) now.refuse('late');
  else {
    now.refuse('too-early');
    now.emit({ type: 'fetch', height: chain.height });
  }
  return false;
}

function takeCurrent<B>(now: Transition<B>, message: ConsensusMessage<B>): boolean {
  const known = statementsLike(now.knownRound(message.round), message);
  // What is known need not be verified again.
  const refusal = now.rules.isNew(message, known) ? refusalOf(now, message, now.set) : 'duplicate';
  if (refusal !== undefined) {
    now.refuse(refusal);
    return false;
  }
  noteRound(now, message);
  if (isRoundTooFar(now, message)) {
    now.refuse('round-too-far');
    return true;
  }
  reportEvidence(now, message, { rounds: now.state.rounds, known });
  if (known.length >= MAX_CONFLICTS) {
    now.refuse('too-many-conflicts');
    return false;
  }
  keepMessage(now, message);
  if (message.validator !== now.state.seat) now.emit({ type: 'relay', message });
  return true;
}

/** Remembers how far a validator is, for rule 7. */
function noteRound<B>(now: Transition<B>, { validator, round }: SignedStatement): void {
  const { highest, chain } = now.state;
  if ((highest[validator] ?? -1) >= round) return;
  const changed = highest.length === 0 ? chain.set.members.map(nowhere) : highest.slice();
  changed[validator] = round;
  now.state.highest = changed;
}

function nowhere(): number {
  return -1;
}

/** Adds a message to what is known of its round. */
export function keepMessage<B>(now: Transition<B>, message: ConsensusMessage<B>): void {
  const votes = now.round(now.rules.roundOf(message, now.state.round));
  now.keepRound(isProposal(message) ? withProposal(now, votes, message) : withBallot(votes, message));
}

function withProposal<B>(now: Transition<B>, votes: RoundVotes<B>, message: ProposalMessage<B>): RoundVotes<B> {
  const isValid = now.rules.isValid(now.state.chain, message.block);
  const { round, proposals, prevote, precommit } = votes;
  return { round, proposals: withAppended(proposals, { message, isValid }), prevote, precommit };
}

function withBallot<B>(votes: RoundVotes<B>, vote: VoteMessage): RoundVotes<B> {
  const { round, proposals, prevote, precommit } = votes;
  return vote.kind === 'prevote'
    ? { round, proposals, prevote: withVote(prevote, vote), precommit }
    : { round, proposals, prevote, precommit: withVote(precommit, vote) };
}

/** Keeps a message of the next height until that comes; who signed it is checked now, since its set is known. */
function takeEarly<B>(now: Transition<B>, message: ConsensusMessage<B>): void {
  const { early, chain } = now.state;
  const ofValidator = early.filter(({ validator }) => validator === message.validator);
  const isKnown = ofValidator.some(
    (other) => other.kind === message.kind && other.round === message.round && isSameStatement(other, message),
  );
  const refusal = isKnown
    ? 'duplicate'
    : ofValidator.length >= MAX_EARLY_MESSAGES
      ? 'round-too-far'
      : refusalOf(now, message, chain.nextSet);
  if (refusal === undefined) now.state.early = [...early, message];
  else now.refuse(refusal);
  now.emit({ type: 'fetch', height: chain.height });
}

/** A message of the height before may still show that its validator is faulty. */
function takeLate<B>(now: Transition<B>, message: ConsensusMessage<B>, past: PastVotes<B>): void {
  const known = statementsLike(
    past.rounds.find(({ round }) => round === message.round),
    message,
  );
  const said = { rounds: past.rounds, known };
  const isProof = evidenceIn(now, said, message).length > 0;
  if (!isProof || known.length >= MAX_CONFLICTS || !now.rules.isNew(message, known)) return now.refuse('late');
  const refusal = refusalOf(now, message, past.set);
  if (refusal !== undefined) return now.refuse(refusal);
  reportEvidence(now, message, said);
  const kept = past.rounds.some(({ round }) => round === message.round)
    ? past.rounds
    : [...past.rounds, emptyRound<B>(message.round, past.set.members.length)];
  const rounds = kept.map((votes) => (votes.round === message.round ? withLate(votes, message) : votes));
  now.state.past = { ...past, rounds };
  return now.refuse('late');
}

function withLate<B>(votes: RoundVotes<B>, message: ConsensusMessage<B>): RoundVotes<B> {
  if (!isProposal(message)) return withBallot(votes, message);
  return { ...votes, proposals: [...votes.proposals, { message, isValid: false }] };
}

/** What a validator has signed in the same step of the same round. */
function statementsLike<B>(
  votes: RoundVotes<B> | undefined,
  { kind, validator }: SignedStatement,
): readonly SignedStatement[] {
  if (votes === undefined) return NOTHING;
  if (kind === 'proposal') {
    return votes.proposals.length === 0
      ? NOTHING
      : votes.proposals.map(({ message }) => message).filter((other) => other.validator === validator);
  }
  return votesOf(votes[kind], validator);
}

/** What was said at a height, and in it by one validator in the step of a new statement. */
interface Said<B> {
  readonly rounds: readonly RoundVotes<B>[];
  readonly known: readonly SignedStatement[];
}

/** Reports what a new statement proves together with those that are known. spec/consensus §8 */
function reportEvidence<B>(now: Transition<B>, message: ConsensusMessage<B>, said: Said<B>): void {
  for (const evidence of evidenceIn(now, said, message)) now.emit({ type: 'evidence', evidence });
}

/** One proof of each round is enough. */
function evidenceIn<B>({ rules }: Transition<B>, said: Said<B>, message: ConsensusMessage<B>): readonly Evidence[] {
  let found: readonly Evidence[] = NOTHING;
  for (const votes of said.rounds) {
    const related = votes.round === message.round ? said.known : statementsOfOtherRound(votes, message);
    if (related.length === 0) continue;
    for (const known of related) {
      const [first, second] = known.round <= message.round ? [known, message] : [message, known];
      if (!rules.isEvidence(first, second)) continue;
      const kind = first.round === second.round ? 'equivocation' : 'amnesia';
      found = withAppended(found, { kind, first: statementOf(first), second: statementOf(second) });
      break;
    }
  }
  return found;
}

/** The statements of the same validator in another round that may stand against a new one. */
function statementsOfOtherRound<B>(votes: RoundVotes<B>, message: ConsensusMessage<B>): readonly SignedStatement[] {
  if (message.kind === 'prevote' && votes.round < message.round) return votesOf(votes.precommit, message.validator);
  if (message.kind === 'precommit' && votes.round > message.round) return votesOf(votes.prevote, message.validator);
  return NOTHING;
}

/** The statement of a message, without a proposal's block. */
function statementOf(message: SignedStatement): SignedStatement {
  const { kind, chainId, epoch, height, round, validator, lockRound, value, signature } = message;
  return { kind, chainId, epoch, height, round, validator, lockRound, value, signature };
}

function isProposal<B>(message: ConsensusMessage<B>): message is ProposalMessage<B> {
  return message.kind === 'proposal';
}
