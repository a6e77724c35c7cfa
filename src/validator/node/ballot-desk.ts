import { QForgeError } from '../../base/index.ts';
import {
  type Ballot,
  type ChainState,
  type Decision,
  type Digest,
  decodeSetChange,
  encodeBallot,
  NO_METHOD_RESULTS,
  type Proposal,
  type SetChange,
  signBallot,
  type ValidatorSet,
  type Verdict,
  validatorIdOf,
} from '../../consensus/index.ts';
import type { CryptoBackend, SigningKey } from '../../crypto/index.ts';
import type { BallotJournal, BallotRecord } from '../journal/ballot-journal.ts';
import { type OpenProposal, type PoolAnswer, ProposalPool } from './proposal-pool.ts';

/** Decided proposals whose records may still lie in the journal before it is written anew. */
const COMPACT_AFTER_DECISIONS = 64;

/** What the desk works with. */
export interface BallotDeskOptions {
  readonly backend: CryptoBackend;
  readonly voteKey: SigningKey;
  readonly journal: BallotJournal;
  /** Keeps proof that somebody lied. */
  readonly keepEvidence: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Why nobody should vote on a change of the set, though it fits; undefined when all is well. */
  readonly objectionTo: (change: SetChange, set: ValidatorSet) => string | undefined;
}

/**
 * Proposals and ballots of a running validator: own ones are durable before anybody hears of them, one own ballot for each proposal and set.
 * spec/consensus §3
 */
export class BallotDesk {
  readonly #options: BallotDeskOptions;
  readonly #pool = new ProposalPool();
  readonly #ownId: Digest;
  /** Own number in each set that there was, by its hash. */
  readonly #seats = new Map<Digest, number>();
  #decidedSinceCompaction = 0;

  /** `sets`: those that have decided so far. */
  constructor(options: BallotDeskOptions, kept: readonly BallotRecord[], sets: readonly ValidatorSet[] = []) {
    this.#options = options;
    this.#ownId = validatorIdOf(options.voteKey, options.backend);
    for (const set of sets) this.#seats.set(set.hash, set.indexOf(this.#ownId));
    for (const record of kept) this.#pool.restore(record);
  }

  get open(): readonly OpenProposal[] {
    return this.#pool.open;
  }

  /** Another number whenever something has come or gone. */
  get version(): number {
    return this.#pool.version;
  }

  /** Everything open that counts at the end of this chain, to be told to a peer. */
  records(chain: ChainState): readonly BallotRecord[] {
    return this.#pool.records(chain);
  }

  decidable(chain: ChainState): Decision | undefined {
    return this.#pool.decidable(chain);
  }

  /** Takes a proposal of this validator's operator; when it resolves with `taken`, it is durable. */
  async addProposal(proposal: Proposal, chain: ChainState): Promise<PoolAnswer> {
    const answer = this.takeProposal(proposal, chain);
    if (answer === 'taken') await this.flush();
    return answer;
  }

  /** Takes a proposal of another. */
  takeProposal(proposal: Proposal, chain: ChainState): PoolAnswer {
    const isNew = proposal.kind === 'validator-set' && this.#pool.find(proposal.id) === undefined;
    const set = isNew ? this.#pool.successor(proposal, chain) : undefined;
    if (set !== undefined && this.#options.objectionTo(decodeSetChange(proposal.content), chain.set) !== undefined)
      return 'unsound-change';
    const answer = this.#pool.takeProposal(proposal, chain);
    if (answer === 'taken') this.#options.journal.note({ kind: 'proposal', proposal });
    return answer;
  }

  /** Takes a ballot of another; a second, different one of a validator is kept as evidence. */
  async takeBallot(unverified: Ballot, chain: ChainState): Promise<PoolAnswer> {
    const answer = this.#pool.takeBallot(unverified, chain);
    if (answer === 'taken') this.#options.journal.note({ kind: 'ballot', ballot: unverified });
    if (answer === 'conflicting-ballot') await this.#keepConflict(unverified);
    return answer;
  }

  /** Makes durable what was taken and is not yet. */
  async flush(): Promise<void> {
    await this.#options.journal.flush();
  }

  /**
   * Signs this validator's verdict for every set that it is in and that has none of it yet; the ballots are durable when it resolves.
   * Throws `VALIDATOR_REQUEST_REFUSED`.
   */
  async vote(
    proposalId: Digest,
    verdict: Verdict,
    chain: ChainState,
    methodResults: Digest = NO_METHOD_RESULTS,
  ): Promise<readonly Ballot[]> {
    const known = this.#pool.find(proposalId);
    if (known === undefined) throw refused('it knows no such open proposal');
    const ballots: Ballot[] = [];
    for (const set of this.#pool.subjects(known.proposal, chain)) {
      const validator = set.indexOf(this.#ownId);
      if (validator < 0 || known.ballots.has(`${set.hash}/${validator}`)) continue;
      const { chainId } = chain;
      const subject = { chainId, epoch: set.epoch, setHash: set.hash, proposalId };
      const ballot = signBallot({ ...subject, validator, verdict, methodResults }, this.#options.voteKey);
      await this.takeBallot(ballot, chain);
      ballots.push(ballot);
    }
    if (ballots.length === 0) throw refused('it has voted on that already, or has no vote on it');
    await this.flush();
    return ballots;
  }

  /** What this validator said of a proposal under the set of this height. */
  ownVerdict({ ballots }: OpenProposal, chain: ChainState): Verdict | undefined {
    const own = [...ballots.values()].find(
      ({ validator, setHash }) => setHash === chain.set.hash && validator === chain.set.indexOf(this.#ownId),
    );
    return own?.verdict;
  }

  /** What this validator said of a proposal under an earlier set: it stands, and is said again under the new one. */
  earlierVerdict({ ballots }: OpenProposal, chain: ChainState): Ballot | undefined {
    return [...ballots.values()].find(
      ({ setHash, epoch, validator }) => epoch < chain.set.epoch && this.#seats.get(setHash) === validator,
    );
  }

  /** The set that a change would make; undefined when it does not fit, or is none. */
  successor(proposal: Proposal, chain: ChainState): ValidatorSet | undefined {
    return this.#pool.successor(proposal, chain);
  }

  /** Open changes of the set that fit, and that this validator approves. */
  approvedChanges(chain: ChainState): readonly SetChange[] {
    return this.open
      .filter(
        (open) =>
          this.ownVerdict(open, chain) === 'approve' && this.#pool.successor(open.proposal, chain) !== undefined,
      )
      .map(({ proposal }) => decodeSetChange(proposal.content));
  }

  /** Forgets what was decided, and now and then writes the journal anew. */
  async settle(chain: ChainState): Promise<void> {
    this.#seats.set(chain.nextSet.hash, chain.nextSet.indexOf(this.#ownId));
    this.#pool.dropDecided(chain);
    this.#options.journal.forgetOthers((id) => this.#pool.find(id) !== undefined);
    this.#decidedSinceCompaction += 1;
    if (this.#decidedSinceCompaction < COMPACT_AFTER_DECISIONS) return;
    this.#decidedSinceCompaction = 0;
    await this.#options.journal.keepOnly(this.#pool.records());
  }

  async #keepConflict(ballot: Ballot): Promise<void> {
    const { setHash, validator, proposalId } = ballot;
    const first = this.#pool.find(proposalId)?.ballots.get(`${setHash}/${validator}`);
    if (first === undefined) return;
    const name = `ballots-${proposalId.slice(0, 16)}-${validator}`;
    await this.#options.keepEvidence(name, Buffer.concat([encodeBallot(first), encodeBallot(ballot)]));
  }
}

function refused(reason: string): QForgeError<'VALIDATOR_REQUEST_REFUSED'> {
  return new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason });
}
