import type { Ballot } from './ballots/ballot.ts';
import { type BallotCertificate, certify } from './ballots/ballot-certificate.ts';
import { countVerdicts } from './ballots/ballot-list.ts';
import type { Proposal } from './ballots/proposal.ts';
import type { Verdict } from './ballots/verdict.ts';
import type { DecisionOutcome } from './chain/block.ts';
import type { ValidatorSet } from './validator-set.ts';
import { honestShare } from './verification/consensus-check.ts';

/** Where a proposal stands. */
export type SessionStatus = 'pending' | DecisionOutcome;

/** Two different ballots of one validator on one proposal: it has voted twice. */
export interface DoubleBallot {
  readonly first: Ballot;
  readonly second: Ballot;
}

/** What can be seen of the voting on one proposal. */
export interface VotingSession {
  readonly proposal: Proposal;
  readonly status: SessionStatus;
  /** Whether a certificate of ballots or the log has settled it; the log has the last word. */
  readonly settledBy: 'ballots' | 'log' | undefined;
  readonly votes: Readonly<Record<Verdict, number>>;
  /** Names of validators that have not voted. */
  readonly waitingFor: readonly string[];
  /** The least share of the honest validators behind the leading verdict: (k - f) / (n - f), 0 at least. spec/consensus §11 */
  readonly confidence: number;
  readonly certificate: BallotCertificate | undefined;
  readonly openedMs: number;
  readonly settledMs: number | undefined;
}

/** The ballots on one proposal as they come in, each verified before. */
export class BallotBox {
  readonly proposal: Proposal;
  readonly #set: ValidatorSet;
  readonly #openedMs: number;
  readonly #ballots = new Map<number, Ballot>();
  readonly #doubles = new Map<number, DoubleBallot>();
  #certificate: BallotCertificate | undefined;
  #outcome: DecisionOutcome | undefined;
  #settledBy: VotingSession['settledBy'];
  #settledMs: number | undefined;

  constructor(proposal: Proposal, set: ValidatorSet, openedMs: number) {
    this.proposal = proposal;
    this.#set = set;
    this.#openedMs = openedMs;
  }

  /** The ballot of a validator, if it has voted. */
  ballotOf(validator: number): Ballot | undefined {
    return this.#ballots.get(validator);
  }

  get ballots(): readonly Ballot[] {
    return [...this.#ballots.values()];
  }

  get doubles(): readonly DoubleBallot[] {
    return [...this.#doubles.values()];
  }

  /** Takes a verified ballot: `double` when its validator has said something else before. */
  add(ballot: Ballot, nowMs: number): 'taken' | 'duplicate' | 'double' {
    const before = this.#ballots.get(ballot.validator);
    if (before !== undefined) return this.#again(before, ballot);
    this.#ballots.set(ballot.validator, ballot);
    this.#certificate ??= certify(this.ballots, this.#set);
    if (this.#certificate !== undefined) this.#settle(this.#certificate.outcome, 'ballots', nowMs);
    return 'taken';
  }

  #again(before: Ballot, ballot: Ballot): 'duplicate' | 'double' {
    if (before.verdict === ballot.verdict && before.methodResults === ballot.methodResults) return 'duplicate';
    if (!this.#doubles.has(ballot.validator)) this.#doubles.set(ballot.validator, { first: before, second: ballot });
    return 'double';
  }

  /** What the log says, which is final. */
  settleByLog(outcome: DecisionOutcome, nowMs: number): void {
    if (this.#settledBy === 'log') return;
    this.#settledBy = undefined;
    this.#settle(outcome, 'log', nowMs);
  }

  #settle(outcome: DecisionOutcome, by: 'ballots' | 'log', nowMs: number): void {
    if (this.#settledBy !== undefined) return;
    this.#outcome = outcome;
    this.#settledBy = by;
    this.#settledMs = nowMs;
  }

  /** What can be seen of it. */
  view(): VotingSession {
    const { validators, size } = this.#set;
    const votes = countVerdicts(this.ballots);
    return {
      proposal: this.proposal,
      status: this.#outcome ?? 'pending',
      settledBy: this.#settledBy,
      votes,
      waitingFor: validators.filter((_, index) => !this.#ballots.has(index)).map(({ name }) => name),
      confidence: honestShare(Math.max(votes.approve, votes.reject), size),
      certificate: this.#certificate,
      openedMs: this.#openedMs,
      settledMs: this.#settledMs,
    };
  }
}
