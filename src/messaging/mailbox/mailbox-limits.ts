/** What a store takes. Every limit is of messages that wait; collected and dead ones do not count. */
export interface MailboxLimits {
  /** Messages of one sender in one mailbox; as many copies, and as many notes of receipts. */
  readonly senderMessages: number;
  /** Bytes of one sender in one mailbox, where the engine can count them; as many of copies, and of notes. */
  readonly senderBytes: number;
  /** Bytes in all mailboxes together. */
  readonly totalBytes: number;
}

/** What a store takes unless it is said otherwise. */
export const defaultMailboxLimits: MailboxLimits = {
  senderMessages: 256,
  senderBytes: 64 * 1024 * 1024,
  totalBytes: 4 * 1024 * 1024 * 1024,
};

/** The longest envelope a store takes: below the 1 MiB that a NATS server takes in one message. */
export const MAX_ENVELOPE_BYTES = 1_000_000;

/** For how long a store knows a message that it has taken, at least: longer than any sender tries again. */
export const DUPLICATE_WINDOW_MS = 600_000;

/** Most entries of one list. */
export const MAX_LISTED = 1000;

/** Messages that are collected at once, unless it is said otherwise. */
export const DEFAULT_COLLECT_ITEMS = 32;

/** How long collected messages are kept from other collectors, unless it is said otherwise. */
export const DEFAULT_LEASE_MS = 60_000;

/** How long dead letters are kept. */
export const DEAD_LETTER_RETENTION_MS = 604_800_000;

/** Dead letters of one mailbox that are kept; the oldest give way. */
export const MAX_DEAD_LETTERS = 1000;

/** Most one-time prekeys of a peer that a directory holds. */
export const MAX_ONE_TIME_PREKEYS = 200;

/** The longest signed prekey that a directory takes. */
export const MAX_SIGNED_PREKEY_BYTES = 16_384;

/** Most peers of one list. */
export const MAX_PRESENT = 10_000;
