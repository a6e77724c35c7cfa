import { assert } from '../base/index.ts';
import { MAX_BYTES_PER_KEY, MAX_RECORDS_PER_KEY } from './record-limits.ts';

/** A rekey is due when keys are this old. spec/records §8 */
export const REKEY_AFTER_MS = 120_000;

/** By how much of that a rekey comes earlier, at random and at most, so that many channels don't rekey at once. */
export const REKEY_JITTER = 0.1;

/** Keys that are this old end the session, unless there was a rekey. spec/records §8 */
export const REKEY_HARD_STOP_MS: number = REKEY_AFTER_MS * 1.5;

/** A rekey is due after this many records in one direction. spec/records §8 */
export const REKEY_AFTER_RECORDS: number = 2 ** 20;

/** A rekey is due after this many bytes of records in one direction. spec/records §8 */
export const REKEY_AFTER_BYTES: number = 2 ** 34;

/** How long an initiator waits before it asks again for a shared key that a policy wants. */
export const REKEY_RETRY_MS = 10_000;

/** When keys are replaced. */
export interface RekeyLimits {
  readonly afterMs: number;
  readonly hardStopMs: number;
  readonly afterRecords: number;
  readonly afterBytes: number;
  readonly retryMs: number;
}

/** The limits above. */
export const defaultRekeyLimits: RekeyLimits = {
  afterMs: REKEY_AFTER_MS,
  hardStopMs: REKEY_HARD_STOP_MS,
  afterRecords: REKEY_AFTER_RECORDS,
  afterBytes: REKEY_AFTER_BYTES,
  retryMs: REKEY_RETRY_MS,
};

assert(REKEY_AFTER_RECORDS <= MAX_RECORDS_PER_KEY / 4, 'a rekey comes long before the last record');
assert(REKEY_AFTER_BYTES <= MAX_BYTES_PER_KEY / 4, 'a rekey comes long before the last byte');
