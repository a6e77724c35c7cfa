import type { Statement } from '../chain/statement.ts';
import type { Digest } from '../digest.ts';

/** A block with the round in which it had a quorum of prevotes. */
export interface Lock<B> {
  readonly round: number;
  readonly value: Digest;
  readonly block: B;
}

/**
 * What must be durable before a statement is sent: the statement, which is signed and kept with its signature, and the locks, in one
 * write. A validator that restarts goes on from the last record. spec/consensus §9
 */
export interface SafetyRecord<B> {
  readonly statement: Statement;
  /** The block of a proposal. */
  readonly block?: B;
  readonly lock: Lock<B> | null;
  readonly valid: Lock<B> | null;
}
