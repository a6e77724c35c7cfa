import { assert } from '../base/index.ts';
import { FRAME_HEADER_BYTES } from './frame.ts';
import {
  COALESCED_RECORD_BYTES,
  COPIED_BODY_BYTES,
  FRAGMENT_BYTES,
  HELD_TURNS,
  HOLD_MS,
  MAX_RECORD_PLAINTEXT_BYTES,
} from './record-limits.ts';

/** How small frames are collected into records; may be changed while channels live. spec/records §7 */
export interface WriteTuning {
  /** Small frames that share one record. */
  readonly coalescedBytes: number;
  /** How long small frames wait for company after a record was sent. */
  readonly holdMs: number;
  /** Turns of the event loop for which they wait at most. */
  readonly heldTurns: number;
}

/** A record of small frames holds at least the longest frame that is copied. */
export const MIN_COALESCED_BYTES: number = COPIED_BODY_BYTES + 2 * FRAME_HEADER_BYTES;
/** A record of small frames and one fragment fit together. */
export const MAX_COALESCED_BYTES: number = MAX_RECORD_PLAINTEXT_BYTES - FRAGMENT_BYTES - 2 * FRAME_HEADER_BYTES;

/** What holds unless somebody tunes. */
export const defaultWriteTuning: WriteTuning = {
  coalescedBytes: COALESCED_RECORD_BYTES,
  holdMs: HOLD_MS,
  heldTurns: HELD_TURNS,
};

/** The tuning that all sessions of a network share. */
export class SharedWriteTuning implements WriteTuning {
  coalescedBytes: number = defaultWriteTuning.coalescedBytes;
  holdMs: number = defaultWriteTuning.holdMs;
  heldTurns: number = defaultWriteTuning.heldTurns;

  /** Holds from the next record on. */
  set({ coalescedBytes, holdMs, heldTurns }: WriteTuning): void {
    assert(coalescedBytes >= MIN_COALESCED_BYTES && coalescedBytes <= MAX_COALESCED_BYTES, 'a record has its bounds');
    assert(holdMs >= 0 && heldTurns >= 0, 'frames wait for no negative time');
    this.coalescedBytes = coalescedBytes;
    this.holdMs = holdMs;
    this.heldTurns = heldTurns;
  }
}
