import type { Evidence } from '../chain/evidence.ts';
import type { ConsensusMessage } from '../chain/message.ts';
import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import type { Statement } from '../chain/statement.ts';
import type { Digest } from '../digest.ts';
import type { TimedStep } from './reducer-event.ts';
import type { Refusal } from './refusal.ts';
import type { SafetyRecord } from './safety-record.ts';

/** What is to be done about an event, in this order and not otherwise. */
export type ReducerEffect<B> =
  /** Sign the statement, write it, its signature and the locks in one write, and wait until they are on the disk. */
  | { readonly type: 'persist'; readonly record: SafetyRecord<B> }
  /** The statement is durable: send it to everybody, and hand it back as a `message` event. */
  | { readonly type: 'send'; readonly statement: Statement; readonly block?: B }
  /** A valid message that is new here: pass it on to peers that may lack it. */
  | { readonly type: 'relay'; readonly message: ConsensusMessage<B> }
  /** Hand in a `timeout` event after this time. */
  | {
      readonly type: 'schedule';
      readonly height: number;
      readonly round: number;
      readonly step: TimedStep;
      readonly delayMs: number;
    }
  /** It is this validator's turn: hand in a `block` event. */
  | { readonly type: 'want-block'; readonly height: number; readonly round: number }
  /** Ask peers for the prevotes of that round for that block, as a `certificate` event. */
  | { readonly type: 'want-proof'; readonly height: number; readonly round: number; readonly value: Digest }
  /** Others are further: ask peers for the certified block of this height, as a `certificate` event. */
  | { readonly type: 'fetch'; readonly height: number }
  /** The block is decided: make it and its certificate durable before anything that follows. */
  | { readonly type: 'decide'; readonly height: number; readonly block: B; readonly certificate: QuorumCertificate }
  /** A validator is shown to be faulty: keep the proof. */
  | { readonly type: 'evidence'; readonly evidence: Evidence }
  /** Something was not taken: count it. */
  | { readonly type: 'refuse'; readonly reason: Refusal };
