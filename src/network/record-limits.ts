/** Bytes of a record before its ciphertext. spec/records §1 */
export const RECORD_HEADER_BYTES = 4;

/** The longest plaintext of a record. */
export const MAX_RECORD_PLAINTEXT_BYTES = 1_048_576;

/** A plaintext up to this is opened where that of the next such record will lie. */
export const SHORT_PLAINTEXT_BYTES = 192;

/** Records sealed or opened under one key. spec/records §3 */
export const MAX_RECORDS_PER_KEY: number = 2 ** 23;

/** Plaintext bytes sealed or opened under one key. spec/records §3 */
export const MAX_BYTES_PER_KEY: number = 2 ** 36;

/** Small frames that share one record. spec/records §7 */
export const COALESCED_RECORD_BYTES = 65_536;

/** Bodies above this are encrypted from where they stand instead of being copied. spec/records §7 */
export const COPIED_BODY_BYTES = 16_384;

/** How long small frames wait for company after a record was sent, on a machine on which records are cheap. spec/records §7 */
export const HOLD_MS = 0.05;

/** Times what a record takes for which they wait where it is dear: a sender spends a fifth of its time on records. spec/records §7 */
export const HELD_RECORD_TIMES = 4;

/** The longest that a dear record makes them wait. spec/records §7 */
export const MAX_HOLD_MS = 0.25;

/** Turns of the event loop for which they wait at most, whatever the clock says. spec/records §7 */
export const HELD_TURNS = 64;

/** The longest piece of a message or stream in one frame. */
export const FRAGMENT_BYTES = 262_144;

/** The longest message. spec/records §5 */
export const MAX_MESSAGE_BYTES = 16_777_216;

/** Pieces of one message before its last. spec/records §5 */
export const MAX_FRAGMENTS = 4096;

/** Unacknowledged message bytes that this side takes. */
export const MESSAGE_WINDOW_BYTES = 8_388_608;

/** Taken message bytes that are acknowledged without waiting for the end of the turn. spec/records §5 */
export const ACK_STEP_BYTES: number = MESSAGE_WINDOW_BYTES / 8;

/** What each message counts against a window beside its bytes, so that empty ones count too. spec/records §5 */
export const MESSAGE_OVERHEAD_BYTES = 64;

/** Credit that this side gives to each stream. */
export const STREAM_WINDOW_BYTES = 1_048_576;

/** Streams open at once of those that one side has opened. spec/records §6 */
export const MAX_STREAMS = 1024;
