import type { Clock, Logger, MetricsSink } from '../../base/index.ts';
import type { ChainState } from '../../consensus/index.ts';
import type { CryptoBackend, SigningKey } from '../../crypto/index.ts';
import type { DecisionJournal } from '../journal/decision-journal.ts';
import type { VoteJournal } from '../journal/vote-journal.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { NodeRoster } from './node-roster.ts';
import type { NodeTimes } from './node-times.ts';
import type { PeerLinks } from './peer-links.ts';
import type { VotePolicy } from './vote-policy.ts';

/** What a running validator is made of. */
export interface ValidatorNodeOptions {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly voteKey: SigningKey;
  readonly chain: ChainState;
  readonly votes: VoteJournal;
  readonly decisions: DecisionJournal;
  readonly desk: BallotDesk;
  readonly log: DecisionLog;
  readonly policy: VotePolicy;
  readonly times: NodeTimes;
  readonly links: PeerLinks;
  readonly roster: NodeRoster;
  readonly keepEvidence: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Called once, when the validator has stopped for good. */
  readonly onFailure: (error: unknown) => void;
  /** Called once, when the log says that this validator has left: it has stopped. */
  readonly onRemoved: (removal: Removal) => void;
}

/** The first epoch and height in which a validator is no member any more. */
export interface Removal {
  readonly epoch: number;
  readonly height: number;
}
