import type { Digest, Verdict } from '../../consensus/index.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { ConsensusDriver } from './consensus-driver.ts';
import type { PeerLinks } from './peer-links.ts';

/** What `qforge validator status` shows. */
export interface ValidatorStatus {
  readonly chainId: Digest;
  readonly validators: number;
  readonly approvals: number;
  readonly epoch: number;
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
  readonly title: string;
  readonly deadlineHeight: number;
  readonly ballots: number;
  /** What this validator has said; null for nothing. */
  readonly verdict: Verdict | null;
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
  }[];
}

/** What the parts of a node say of themselves. */
export function statusOf(
  { desk, log, links }: { readonly desk: BallotDesk; readonly log: DecisionLog; readonly links: PeerLinks },
  { chain, state }: ConsensusDriver,
): Omit<ValidatorStatus, 'isVoting' | 'refused' | 'evidence'> {
  const { chainId, height, set } = chain;
  const { seat, round, step } = state;
  const proposals = desk.open.map((open) => ({
    id: open.proposal.id,
    title: open.proposal.title,
    deadlineHeight: open.proposal.deadlineHeight,
    ballots: open.ballots.size,
    verdict: desk.ownVerdict(open, chain) ?? null,
  }));
  return {
    chainId,
    validators: set.size,
    approvals: set.approvals,
    epoch: set.epoch,
    seat,
    height,
    round,
    step,
    connected: links.connected(),
    proposals,
    log: { size: log.size, cosignatures: log.cosigners.length, trustedSize: log.trustedSize },
  };
}
