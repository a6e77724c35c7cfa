import { isQForgeError } from '../../base/index.ts';
import {
  type Ballot,
  type BallotSubject,
  type ChainState,
  type Decision,
  type Digest,
  EXPIRY_WINDOW_HEIGHTS,
  isDigest,
  type Proposal,
  ValidatorSet,
  verifyBallot,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { BallotRecord } from '../journal/ballot-journal.ts';

/** Undecided proposals that are kept at once; more are refused until some are decided. */
export const MAX_OPEN_PROPOSALS = 64;

/** What became of a proposal or ballot that came in. */
export type PoolAnswer =
  | 'taken'
  | 'known'
  | 'wrong-chain'
  | 'already-decided'
  | 'too-many-proposals'
  | 'deadline-passed'
  | 'unknown-proposal'
  | 'bad-ballot'
  | 'conflicting-ballot';

/** A proposal under way with the ballots for it, by set and validator. */
export interface OpenProposal {
  readonly proposal: Proposal;
  readonly ballots: ReadonlyMap<string, Ballot>;
}

/** Proposals that are not decided yet, with their ballots. */
export class ProposalPool {
  readonly #backend: CryptoBackend;
  readonly #open = new Map<Digest, { readonly proposal: Proposal; readonly ballots: Map<string, Ballot> }>();

  constructor(backend: CryptoBackend) {
    this.#backend = backend;
  }

  /** Proposals in the order in which they came. */
  get open(): readonly OpenProposal[] {
    return [...this.#open.values()];
  }

  find(id: Digest): OpenProposal | undefined {
    return this.#open.get(id);
  }

  /** Takes a proposal that is new and can still be decided. */
  takeProposal(proposal: Proposal, chain: ChainState): PoolAnswer {
    if (this.#open.has(proposal.id)) return 'known';
    if (proposal.chainId !== chain.chainId) return 'wrong-chain';
    if (chain.isDecided(proposal.id)) return 'already-decided';
    if (chain.height > proposal.deadlineHeight + EXPIRY_WINDOW_HEIGHTS) return 'deadline-passed';
    if (this.#open.size >= MAX_OPEN_PROPOSALS) return 'too-many-proposals';
    this.#open.set(proposal.id, { proposal, ballots: new Map() });
    return 'taken';
  }

  /** Takes the first valid ballot of each validator of each set; a second, different one says that it is not to be trusted. */
  takeBallot(unverified: Ballot, chain: ChainState): PoolAnswer {
    const known = this.#open.get(unverified.proposalId);
    if (known === undefined) return chain.isDecided(unverified.proposalId) ? 'already-decided' : 'unknown-proposal';
    const key = keyOf(unverified, unverified.validator);
    const before = known.ballots.get(key);
    if (before?.verdict === unverified.verdict && before.methodResults === unverified.methodResults) return 'known';
    if (!this.#isValid(unverified, known.proposal, chain)) return 'bad-ballot';
    if (before !== undefined) return 'conflicting-ballot';
    known.ballots.set(key, unverified);
    return 'taken';
  }

  /** Puts back what was kept, without judging it: it was judged before. */
  restore(record: BallotRecord): void {
    if (record.kind === 'proposal') {
      this.#open.set(record.proposal.id, { proposal: record.proposal, ballots: new Map() });
      return;
    }
    this.#open.get(record.ballot.proposalId)?.ballots.set(keyOf(record.ballot, record.ballot.validator), record.ballot);
  }

  /** Everything that is still open, to be kept or told. */
  records(): readonly BallotRecord[] {
    return this.open.flatMap(({ proposal, ballots }): readonly BallotRecord[] => [
      { kind: 'proposal', proposal },
      ...[...ballots.values()].map((ballot): BallotRecord => ({ kind: 'ballot', ballot })),
    ]);
  }

  /** Forgets what the log has decided. */
  dropDecided(chain: ChainState): void {
    for (const id of this.#open.keys()) if (chain.isDecided(id)) this.#open.delete(id);
  }

  /** The first proposal whose outcome is certain at this height, with the ballots that show it. */
  decidable(chain: ChainState): Decision | undefined {
    for (const known of this.#open.values()) {
      const decision = this.#decisionOn(known, chain);
      if (decision !== undefined) return decision;
    }
    return undefined;
  }

  /** The sets whose ballots a proposal takes: that of this height, and the one that it proposes. */
  subjects(proposal: Proposal, chain: ChainState): readonly ValidatorSet[] {
    const next = proposal.kind === 'validator-set' ? this.#proposedSet(proposal.content) : undefined;
    return next === undefined ? [chain.set] : [chain.set, next];
  }

  #decisionOn({ proposal, ballots }: OpenProposal, chain: ChainState): Decision | undefined {
    const [set, newSet] = this.subjects(proposal, chain);
    const own = set === undefined ? [] : ballotsOf(ballots, set);
    const newSetBallots = newSet === undefined ? [] : ballotsOf(ballots, newSet);
    if (chain.height > proposal.deadlineHeight)
      return { outcome: 'expired', proposal, ballots: own, newSetBallots: [] };
    const approvals = own.filter(({ verdict }) => verdict === 'approve').length;
    const { approvals: wanted, size } = chain.set;
    if (own.length - approvals >= size - wanted + 1)
      return { outcome: 'rejected', proposal, ballots: own, newSetBallots: [] };
    if (approvals < wanted) return undefined;
    if (proposal.kind === 'statement') return { outcome: 'approved', proposal, ballots: own, newSetBallots: [] };
    const isNewSetWilling =
      newSet !== undefined && newSetBallots.filter(({ verdict }) => verdict === 'approve').length >= newSet.approvals;
    return isNewSetWilling ? { outcome: 'approved', proposal, ballots: own, newSetBallots } : undefined;
  }

  #isValid(ballot: Ballot, proposal: Proposal, chain: ChainState): boolean {
    const set = this.subjects(proposal, chain).find(({ hash }) => hash === ballot.setHash);
    if (set === undefined || !isDigest(ballot.proposalId)) return false;
    try {
      verifyBallot(ballot, set, chain.chainId);
      return true;
    } catch (error) {
      if (isQForgeError(error)) return false;
      throw error;
    }
  }

  #proposedSet(content: Uint8Array): ValidatorSet | undefined {
    try {
      return ValidatorSet.decode(content, this.#backend);
    } catch (error) {
      if (isQForgeError(error)) return undefined;
      throw error;
    }
  }
}

function keyOf({ setHash }: Pick<BallotSubject, 'setHash'>, validator: number): string {
  return `${setHash}/${validator}`;
}

function ballotsOf(ballots: ReadonlyMap<string, Ballot>, { hash }: Pick<ValidatorSet, 'hash'>): readonly Ballot[] {
  return [...ballots.values()].filter(({ setHash }) => setHash === hash).toSorted((a, b) => a.validator - b.validator);
}
