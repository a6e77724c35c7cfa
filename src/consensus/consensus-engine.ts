import { type Clock, isQForgeError, type MetricsSink, QForgeError, silentMetrics } from '../base/index.ts';
import type { CryptoBackend, SigningKey } from '../crypto/index.ts';
import { type Ballot, decodeBallot, NO_METHOD_RESULTS, signBallot, verifyBallot } from './ballots/ballot.ts';
import { createProposal, decodeProposal, type Proposal, type ProposalKind } from './ballots/proposal.ts';
import type { Verdict } from './ballots/verdict.ts';
import { type CertifiedBlock, followHistory } from './chain/certified-block.ts';
import { ChainState } from './chain/chain-state.ts';
import type { Genesis } from './chain/genesis.ts';
import type { Digest } from './digest.ts';
import { type Validator, type ValidatorSet, validatorIdOf } from './validator-set.ts';
import {
  type ComprehensiveVerification,
  comprehensiveVerify,
  type VerificationRequest,
} from './verification/comprehensive-verification.ts';
import { methodResultsDigest } from './verification/method-results-digest.ts';
import type { VerificationPolicy } from './verification/verification-policy.ts';
import { BallotBox, type DoubleBallot, type VotingSession } from './voting-session.ts';

/** Sessions held at once: more proposals are refused until some are settled and cleaned up. */
export const MAX_SESSIONS = 1024;
/** How long a settled session stays to be looked at. */
export const SETTLED_SESSION_LIFETIME_MS = 3_600_000;

const NONCE_BYTES = 16;

/** What an engine is made of. */
export interface ConsensusEngineOptions {
  readonly genesis: Genesis;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  /** The key of this validator; without it the engine only watches. */
  readonly key?: SigningKey;
  /** Where the log stands, if not at its beginning. */
  readonly chain?: ChainState;
  readonly metrics?: MetricsSink;
}

/** What a new proposal says; its chain and nonce are added. */
export interface NewProposal {
  readonly title: string;
  readonly content: Uint8Array;
  readonly kind?: ProposalKind;
  /** Heights of the log until it expires; by default 100. */
  readonly lifetimeHeights?: number;
}

const DEFAULT_LIFETIME_HEIGHTS = 100;

/**
 * Proposals, ballots and certificates of a set of validators: what a program that decides by quorum needs.
 *
 * Settled are proposals by a certificate of ballots, and finally by the log, which alone can say that something has expired.
 */
export class ConsensusEngine {
  readonly #backend: CryptoBackend;
  readonly #clock: Clock;
  readonly #metrics: MetricsSink;
  readonly #key: SigningKey | undefined;
  readonly #boxes = new Map<Digest, BallotBox>();
  readonly #refusals = new Map<string, number>();
  #chain: ChainState;

  constructor({ genesis, backend, clock, key, chain, metrics = silentMetrics }: ConsensusEngineOptions) {
    this.#backend = backend;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#key = key;
    this.#chain = chain ?? ChainState.of(genesis, backend);
  }

  /** The validators that vote now. */
  get validators(): readonly Validator[] {
    return this.set.validators;
  }

  /** The validator set that votes now. */
  get set(): ValidatorSet {
    return this.#chain.set;
  }

  /** The end of the log as far as it is known here. */
  get chain(): ChainState {
    return this.#chain;
  }

  /** Own number in the set; undefined when this program is no validator. */
  get seat(): number | undefined {
    const index = this.#key === undefined ? -1 : this.set.indexOf(validatorIdOf(this.#key, this.#backend));
    return index < 0 ? undefined : index;
  }

  /** Opens a new proposal for voting. Throws `PROPOSAL_REFUSED`. */
  propose({
    title,
    content,
    kind = 'statement',
    lifetimeHeights = DEFAULT_LIFETIME_HEIGHTS,
  }: NewProposal): VotingSession {
    const nonce = this.#backend.random.fill(new Uint8Array(NONCE_BYTES));
    const deadlineHeight = this.#chain.height + lifetimeHeights;
    const { chainId } = this.#chain;
    return this.#open(createProposal({ chainId, kind, nonce, deadlineHeight, title, content }, this.#backend));
  }

  /** Opens somebody's proposal for voting; one that is open already stays as it is. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
  receiveProposal(unverified: Uint8Array): VotingSession {
    return this.#counted('proposal', () => this.#open(decodeProposal(unverified, this.#backend)));
  }

  #open(proposal: Proposal): VotingSession {
    const refuse = (reason: string): never => {
      throw new QForgeError('PROPOSAL_REFUSED', { reason });
    };
    const open = this.#boxes.get(proposal.id);
    if (open !== undefined) return open.view();
    if (proposal.chainId !== this.#chain.chainId) refuse('it is for another chain');
    if (this.#chain.isDecided(proposal.id)) refuse('it was decided before');
    if (proposal.deadlineHeight < this.#chain.height) refuse('its deadline has passed');
    if (this.#boxes.size >= MAX_SESSIONS) this.cleanUp();
    if (this.#boxes.size >= MAX_SESSIONS) refuse(`${MAX_SESSIONS} proposals are open already`);
    const box = new BallotBox(proposal, this.set, this.#clock.monotonicMs());
    this.#boxes.set(proposal.id, box);
    return box.view();
  }

  /**
   * Signs this validator's verdict and counts it; the ballot is for the others. What has been said is not said otherwise: the same verdict gives the same
   * ballot again.
   *
   * Keep the ballot before it is sent: after a restart hand it to `receiveBallot` first. Throws `PROPOSAL_UNKNOWN`, `VALIDATOR_UNKNOWN`, `BALLOT_REFUSED`.
   */
  vote(proposalId: Digest, verdict: Verdict, verification?: ComprehensiveVerification): Ballot {
    const box = this.#box(proposalId);
    const { seat } = this;
    if (seat === undefined || this.#key === undefined) {
      throw new QForgeError('VALIDATOR_UNKNOWN', { validator: 'with the key of this program' });
    }
    const said = box.ballotOf(seat);
    const methodResults =
      verification === undefined ? NO_METHOD_RESULTS : methodResultsDigest(verification.results, this.#backend);
    if (said !== undefined) return sameBallot(said, verdict, methodResults);
    const { chainId, set } = this.#chain;
    const subject = { chainId, epoch: set.epoch, setHash: set.hash, proposalId };
    const ballot = signBallot({ ...subject, validator: seat, verdict, methodResults }, this.#key);
    box.add(ballot, this.#clock.monotonicMs());
    return ballot;
  }

  /**
   * Counts a ballot of somebody else, from its bytes.
   *
   * Throws `MALFORMED`, `PROPOSAL_UNKNOWN`, `VALIDATOR_UNKNOWN` or `BALLOT_REFUSED`; refusals are counted by code, and a second, different
   * ballot of a validator is kept in `doubleBallots`.
   */
  receiveBallot(unverified: Uint8Array): VotingSession {
    return this.#counted('ballot', () => {
      const decoded = decodeBallot(unverified);
      const box = this.#box(decoded.proposalId);
      const ballot = verifyBallot(decoded, this.set, this.#chain.chainId);
      const outcome = box.add(ballot, this.#clock.monotonicMs());
      if (outcome === 'double')
        throw new QForgeError('BALLOT_REFUSED', { reason: 'its validator has voted otherwise before' });
      return box.view();
    });
  }

  /** The voting on one proposal. Throws `PROPOSAL_UNKNOWN`. */
  session(proposalId: Digest): VotingSession {
    return this.#box(proposalId).view();
  }

  /** All votings that are held, the oldest first. */
  get sessions(): readonly VotingSession[] {
    return [...this.#boxes.values()].map((box) => box.view());
  }

  /** The ballots on one proposal, as a block holds them. Throws `PROPOSAL_UNKNOWN`. */
  ballots(proposalId: Digest): readonly Ballot[] {
    return this.#box(proposalId).ballots;
  }

  /** Proof against validators that have voted twice. */
  get doubleBallots(): readonly DoubleBallot[] {
    return [...this.#boxes.values()].flatMap(({ doubles }) => doubles);
  }

  /** What was refused, by error code. */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  /**
   * Follows the log: its decisions settle proposals, and its changes of the set begin a new epoch, in which open proposals are voted on anew.
   *
   * Throws `BLOCK_INVALID`, `QUORUM_CERTIFICATE_INVALID`; nothing is taken of a history that fails.
   */
  follow(unverified: readonly CertifiedBlock[]): void {
    const end = this.#counted('history', () => followHistory(this.#chain, unverified));
    const isNewEpoch = end.set.epoch !== this.set.epoch;
    this.#chain = end;
    const nowMs = this.#clock.monotonicMs();
    for (const { block } of unverified) {
      if (block.decision !== undefined) {
        this.#boxes.get(block.decision.proposal.id)?.settleByLog(block.decision.outcome, nowMs);
      }
    }
    if (isNewEpoch) this.#beginEpoch(nowMs);
  }

  #beginEpoch(nowMs: number): void {
    for (const [id, box] of this.#boxes) {
      if (box.view().status === 'pending') this.#boxes.set(id, new BallotBox(box.proposal, this.set, nowMs));
    }
  }

  /** Forgets votings that were settled a while ago. Returns how many. */
  cleanUp(olderThanMs: number = SETTLED_SESSION_LIFETIME_MS): number {
    const before = this.#clock.monotonicMs() - olderThanMs;
    const old = this.sessions.filter(({ settledMs }) => settledMs !== undefined && settledMs <= before);
    for (const { proposal } of old) this.#boxes.delete(proposal.id);
    return old.length;
  }

  /** Runs verification methods concurrently; see the function of the same name. Throws `ARGUMENT_INVALID`. */
  async comprehensiveVerify(
    request: VerificationRequest,
    policy?: VerificationPolicy,
  ): Promise<ComprehensiveVerification> {
    const verification = await comprehensiveVerify(request, { backend: this.#backend, clock: this.#clock }, policy);
    this.#metrics.observe('qforge_consensus_verify_seconds', verification.timeMs / 1000);
    return verification;
  }

  #box(proposalId: Digest): BallotBox {
    const box = this.#boxes.get(proposalId);
    if (box === undefined) throw new QForgeError('PROPOSAL_UNKNOWN', { proposal: proposalId });
    return box;
  }

  #counted<T>(what: string, take: () => T): T {
    try {
      const result = take();
      this.#metrics.count('qforge_consensus_inputs_total', 1, { what, result: 'taken' });
      return result;
    } catch (error) {
      if (isQForgeError(error)) this.#refusals.set(error.code, (this.#refusals.get(error.code) ?? 0) + 1);
      this.#metrics.count('qforge_consensus_inputs_total', 1, { what, result: 'refused' });
      throw error;
    }
  }
}

/** What a validator has said stays: the same again, or nothing. */
function sameBallot(said: Ballot, verdict: Verdict, methodResults: Digest): Ballot {
  if (said.verdict === verdict && said.methodResults === methodResults) return said;
  throw new QForgeError('BALLOT_REFUSED', { reason: `this validator has said ${said.verdict} already` });
}
