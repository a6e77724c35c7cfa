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
  type ValidatorSet,
  verifyBallot,
} from '../../consensus/index.ts';
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
  /** A change that does not fit the set of this height; of a peer that is further or behind it may fit there. */
  | 'unfitting-change'
  /** A change that fits, and brings members that can't be reached or told apart. */
  | 'unsound-change'
  /** It is of a set that does not decide this height, nor would by the proposal: of a peer that is further or behind. */
  | 'other-epoch'
  | 'bad-ballot'
  | 'conflicting-ballot';

/** A proposal under way with the ballots for it, by set and validator. */
export interface OpenProposal {
  readonly proposal: Proposal;
  readonly ballots: ReadonlyMap<string, Ballot>;
}

/** Proposals that are not decided yet, with their ballots. */
export class ProposalPool {
  readonly #open = new Map<Digest, { readonly proposal: Proposal; readonly ballots: Map<string, Ballot> }>();
  /** The set that an open change would make, by proposal and the set that it changes. */
  readonly #successors = new Map<string, ValidatorSet | undefined>();
  #version = 0;

  /** Another number whenever something has come or gone. */
  get version(): number {
    return this.#version;
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
    if (proposal.kind === 'validator-set' && this.successor(proposal, chain) === undefined) return 'unfitting-change';
    if (this.#open.size >= MAX_OPEN_PROPOSALS) return 'too-many-proposals';
    this.#open.set(proposal.id, { proposal, ballots: new Map() });
    this.#version += 1;
    return 'taken';
  }

  /** Takes the first valid ballot of each validator of each set; a second, different one says that it is not to be trusted. */
  takeBallot(unverified: Ballot, chain: ChainState): PoolAnswer {
    const known = this.#open.get(unverified.proposalId);
    if (known === undefined) return chain.isDecided(unverified.proposalId) ? 'already-decided' : 'unknown-proposal';
    const key = keyOf(unverified, unverified.validator);
    const before = known.ballots.get(key);
    if (before?.verdict === unverified.verdict && before.methodResults === unverified.methodResults) return 'known';
    const set = this.subjects(known.proposal, chain).find(({ hash }) => hash === unverified.setHash);
    if (set === undefined) return 'other-epoch';
    if (!isValid(unverified, set, chain)) return 'bad-ballot';
    if (before !== undefined) return 'conflicting-ballot';
    known.ballots.set(key, unverified);
    this.#version += 1;
    return 'taken';
  }

  /** Puts back what was kept, without judging it: it was judged before. */
  restore(record: BallotRecord): void {
    this.#version += 1;
    if (record.kind === 'proposal') {
      this.#open.set(record.proposal.id, { proposal: record.proposal, ballots: new Map() });
      return;
    }
    this.#open.get(record.ballot.proposalId)?.ballots.set(keyOf(record.ballot, record.ballot.validator), record.ballot);
  }

  /** Everything that is still open, to be kept; with a chain only what counts at its end, to be told. */
  records(chain?: ChainState): readonly BallotRecord[] {
    // A change that fits no more is of no use to anybody.
    const open = this.open.filter(
      ({ proposal }) =>
        chain === undefined || proposal.kind === 'statement' || this.successor(proposal, chain) !== undefined,
    );
    return open.flatMap(({ proposal, ballots }): readonly BallotRecord[] => {
      const sets = chain === undefined ? undefined : new Set(this.subjects(proposal, chain).map(({ hash }) => hash));
      const counting = [...ballots.values()].filter(({ setHash }) => sets?.has(setHash) !== false);
      return [{ kind: 'proposal', proposal }, ...counting.map((ballot): BallotRecord => ({ kind: 'ballot', ballot }))];
    });
  }

  /** Forgets what the log has decided. */
  dropDecided(chain: ChainState): void {
    for (const id of this.#open.keys()) if (chain.isDecided(id) && this.#open.delete(id)) this.#version += 1;
    this.#successors.clear();
  }

  /** The first proposal whose outcome is certain at this height, with the ballots that show it. */
  decidable(chain: ChainState): Decision | undefined {
    for (const known of this.#open.values()) {
      const decision = this.#decisionOn(known, chain);
      if (decision !== undefined) return decision;
    }
    return undefined;
  }

  /** The sets whose ballots a proposal takes: that of this height, and the one that it would put in place. */
  subjects(proposal: Proposal, chain: ChainState): readonly ValidatorSet[] {
    const next = this.successor(proposal, chain);
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

  /** The set that a change would make of the one of this height; undefined when it does not fit, or is none. */
  successor({ id, kind, content }: Proposal, chain: ChainState): ValidatorSet | undefined {
    if (kind !== 'validator-set') return undefined;
    const key = `${id}/${chain.height}`;
    if (!this.#successors.has(key)) this.#successors.set(key, successorOrNone(content, chain));
    return this.#successors.get(key);
  }
}

/** Undefined for a change that does not fit the set of this height, or not any more. */
function successorOrNone(content: Uint8Array, chain: ChainState): ValidatorSet | undefined {
  try {
    return chain.successorBy(content);
  } catch (error) {
    if (isQForgeError(error)) return undefined;
    throw error;
  }
}

function isValid(ballot: Ballot, set: ValidatorSet, { chainId }: ChainState): boolean {
  if (!isDigest(ballot.proposalId)) return false;
  try {
    verifyBallot(ballot, set, chainId);
    return true;
  } catch (error) {
    if (isQForgeError(error)) return false;
    throw error;
  }
}

function keyOf({ setHash }: Pick<BallotSubject, 'setHash'>, validator: number): string {
  return `${setHash}/${validator}`;
}

function ballotsOf(ballots: ReadonlyMap<string, Ballot>, { hash }: Pick<ValidatorSet, 'hash'>): readonly Ballot[] {
  return [...ballots.values()].filter(({ setHash }) => setHash === hash).toSorted((a, b) => a.validator - b.validator);
}
