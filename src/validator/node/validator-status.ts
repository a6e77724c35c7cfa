import type { ChainState, Digest, ProposalKind, Verdict } from '../../consensus/index.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { ConsensusDriver } from './consensus-driver.ts';
import type { PeerLinks } from './peer-links.ts';
import type { OpenProposal } from './proposal-pool.ts';

/** What `qforge validator status` shows. */
export interface ValidatorStatus {
  readonly chainId: Digest;
  readonly validators: number;
  readonly approvals: number;
  readonly epoch: number;
  /** Votes that decide, and validators that may be malicious, of this epoch. */
  readonly quorum: number;
  readonly faulty: number;
  /** The epoch that is decided and comes at this height; null for none. */
  readonly next: { readonly epoch: number; readonly validators: number; readonly from: number } | null;
  /** Own number in the set; -1 for somebody who only looks on. */
  readonly seat: number;
  /** The height that is to be decided. */
  readonly height: number;
  readonly round: number;
  readonly step: string;
  /** False until enough others have told what they know. */
  readonly isVoting: boolean;
  /** PeerIds of those that can be reached. */
  readonly connected: readonly string[];
  readonly proposals: readonly ProposalStatus[];
  readonly log: { readonly size: number; readonly cosignatures: number; readonly trustedSize: number };
  readonly refused: Readonly<Record<string, number>>;
  readonly evidence: number;
}

/** One undecided proposal. */
export interface ProposalStatus {
  readonly id: Digest;
  readonly kind: ProposalKind;
  readonly title: string;
  /** What a change of the set would do; null for a statement, and for a change that fits no more. */
  readonly change: ProposedChange | null;
  readonly deadlineHeight: number;
  readonly ballots: number;
  /** What this validator has said; null for nothing. */
  readonly verdict: Verdict | null;
}

/** Who joins and who leaves by a proposal, and what that makes. */
export interface ProposedChange {
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly validators: number;
  readonly quorum: number;
  readonly approvals: number;
  /** Approvals so far under the set that it makes; it needs its own threshold of them too. */
  readonly approvedByNew: number;
}

/** How a proposal ended. */
export interface ProposalOutcome {
  readonly outcome: string;
  /** Of the log: the number of its leaf is one less. */
  readonly height: number;
}

/** The status with the names that the operator knows. */
export interface NamedStatus extends ValidatorStatus {
  readonly network: string;
  readonly members: readonly {
    readonly name: string;
    readonly address: string;
    readonly state: 'this' | 'connected' | 'away';
    /** Whether it comes with the next epoch, or goes. */
    readonly joins: boolean;
    readonly leaves: boolean;
  }[];
}

/** What the parts of a node say of themselves. */
export function statusOf(
  { desk, log, links }: { readonly desk: BallotDesk; readonly log: DecisionLog; readonly links: PeerLinks },
  { chain, state }: ConsensusDriver,
): Omit<ValidatorStatus, 'isVoting' | 'refused' | 'evidence'> {
  const { chainId, height, set, nextSet } = chain;
  const { seat, round, step } = state;
  const proposals = desk.open.map((open) => ({
    id: open.proposal.id,
    kind: open.proposal.kind,
    title: open.proposal.title,
    change: changeBy(open, desk, chain),
    deadlineHeight: open.proposal.deadlineHeight,
    ballots: [...open.ballots.values()].filter(({ setHash }) => setHash === chain.set.hash).length,
    verdict: desk.ownVerdict(open, chain) ?? null,
  }));
  return {
    chainId,
    validators: set.size,
    approvals: set.approvals,
    epoch: set.epoch,
    quorum: set.quorum,
    faulty: set.faulty,
    next: nextSet === set ? null : { epoch: nextSet.epoch, validators: nextSet.size, from: height + 1 },
    seat,
    height,
    round,
    step,
    connected: links.connected(),
    proposals,
    log: { size: log.size, cosignatures: log.cosigners.length, trustedSize: log.trustedSize },
  };
}

function changeBy({ proposal, ballots }: OpenProposal, desk: BallotDesk, chain: ChainState): ProposedChange | null {
  const made = desk.successor(proposal, chain);
  if (made === undefined) return null;
  const { set } = chain;
  return {
    joined: made.validators.filter(({ id }) => set.indexOf(id) < 0).map(({ name }) => name),
    left: set.validators.filter(({ id }) => made.indexOf(id) < 0).map(({ name }) => name),
    validators: made.size,
    quorum: made.quorum,
    approvals: made.approvals,
    approvedByNew: [...ballots.values()].filter(
      ({ setHash, verdict }) => setHash === made.hash && verdict === 'approve',
    ).length,
  };
}
