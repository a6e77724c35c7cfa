import type { ConsensusMessage } from '../chain/message.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';

/** The steps of a round that have a time-out. */
export type TimedStep = 'propose' | 'prevote' | 'precommit';

/** What happens to a validator. */
export type ReducerEvent<B> =
  /** There is something to decide, or the validator has come back: take part in the current height. */
  | { readonly type: 'begin' }
  /** The block that a `want-block` effect asked for. */
  | { readonly type: 'block'; readonly height: number; readonly round: number; readonly block: B }
  /** A message of a peer, or an own one that has become durable; decoded, but not verified. */
  | { readonly type: 'message'; readonly message: ConsensusMessage<B> }
  /** The time of a `schedule` effect has passed. */
  | { readonly type: 'timeout'; readonly height: number; readonly round: number; readonly step: TimedStep }
  /** A certificate of a peer: of precommits with its block, for catch-up; of prevotes as proof of a lock. Not verified. */
  | { readonly type: 'certificate'; readonly certificate: QuorumCertificate; readonly block?: B };
