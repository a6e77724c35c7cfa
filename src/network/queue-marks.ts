import { assert } from '../base/index.ts';

/** When a connection asks its writer to wait, and when to go on. */
export interface QueueMarks {
  /** `write` returns false while more than this is queued. */
  readonly highWaterBytes: number;
  /** `onDrain` comes when no more than this is left: above zero, so that the system never runs dry meanwhile. */
  readonly lowWaterBytes: number;
}

/** Holds a slow reader's connection below 1 MiB, with room for several records in flight. */
export const DEFAULT_QUEUE_MARKS: QueueMarks = { highWaterBytes: 512 * 1024, lowWaterBytes: 256 * 1024 };

/** The given marks over the defaults; asserts that they make sense together. */
export function queueMarks(given: Partial<QueueMarks>): QueueMarks {
  const marks = { ...DEFAULT_QUEUE_MARKS, ...given };
  assert(marks.lowWaterBytes >= 0 && marks.lowWaterBytes <= marks.highWaterBytes, 'the low mark is not above the high');
  return marks;
}
