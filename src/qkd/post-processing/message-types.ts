/** Types of the messages between the two ends. docs/spec/qkd-post-processing.md §3. */
export const MESSAGE = {
  hello: 1,
  detections: 2,
  sifting: 3,
  conclusive: 4,
  sample: 5,
  outcomes: 6,
  estimate: 7,
  parityQuestions: 8,
  parityAnswers: 9,
  corrected: 10,
  verification: 11,
  verified: 12,
  amplification: 13,
  tag: 14,
  abort: 15,
  permutation: 16,
  syndromes: 17,
  frames: 18,
} as const;

/** A type of message by its name. */
export type MessageName = keyof typeof MESSAGE;

/** Version of the protocol between the ends. */
export const POST_PROCESSING_VERSION = 1;

/** Detections that one block may have. */
export const MAX_BLOCK_DETECTIONS = 4_194_304;

/** Bytes of the longest message: the detections of the largest block, at nine bytes each, and then some. */
export const MAX_MESSAGE_BYTES = 41_943_040;

/** Passes of Cascade that are answered; each costs a table of the size of the key. */
export const MAX_CASCADE_PASSES = 200;

/** Why an end gives a block up: the number in its message, and what it says. docs/spec/qkd-post-processing.md */
export const ABORT_REASONS = {
  tooManyErrors: { code: 1, sentence: 'the error rate is above the limit' },
  tooFewBits: { code: 2, sentence: 'too few bits were sifted' },
  noEntanglement: { code: 3, sentence: 'the CHSH sum does not show entanglement' },
  keysDiffer: { code: 4, sentence: 'the keys differ after reconciliation' },
  nothingSecret: { code: 5, sentence: 'no secret bits are left' },
  otherParameters: { code: 6, sentence: 'the two ends have different parameters' },
  notConverged: { code: 7, sentence: 'reconciliation did not converge' },
} as const;

/** A reason by its name. */
export type AbortReason = keyof typeof ABORT_REASONS;
