import type { EventListener } from '../../base/index.ts';
import type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
import type { MailboxEvent } from './mailbox-event.ts';

/** What names a message in a mailbox: an ID is unique for its sender only, so that nobody can take the ID of another. */
export interface MailKey {
  /** PeerId of who deposited it, as the store has authenticated it. Who wrote it is proved by its seal alone. */
  readonly sender: string;
  /** Message ID: 32 hexadecimal digits. */
  readonly id: string;
}

/**
 * What a deposit is: a message, one that a mailbox had acknowledged before, or a note of receipts. Each has a quota of its own, so that what is deposited
 * for the sake of other messages takes none of their places.
 */
export type DepositKind = 'message' | 'copy' | 'note';

/** A sealed message on its way into a mailbox. */
export interface Mail extends MailKey {
  /** Default: `message`. */
  readonly kind?: DepositKind;
  /** PeerId of the owner of the mailbox. */
  readonly recipient: string;
  /** As docs/spec/sealed-messages.md has it. The store does not look inside. */
  readonly envelope: Uint8Array;
  /** Wall-clock time after which nobody wants it. */
  readonly expiresAtMs: number;
}

/** A message in a mailbox. */
export interface StoredMail extends Mail {
  readonly depositedAtMs: number;
  /** How often it has been handed out, this time included. */
  readonly deliveries: number;
}

/** A message in a mailbox, without its bytes. */
export type MailSummary = Omit<StoredMail, 'envelope'> & { readonly bytes: number };

/** How mail is collected. */
export interface CollectOptions {
  /** Default: 32. */
  readonly maxItems?: number;
  /** How long the items are kept from other collectors of the mailbox; then they come again. Default: 60,000. */
  readonly leaseMs?: number;
}

/** What a mailbox holds. */
export interface MailboxUsage {
  readonly messages: number;
  readonly bytes: number;
  readonly deadLetters: number;
}

/**
 * Mailboxes for sealed messages, one for each PeerId. spec/mailboxes §2
 *
 * Every promise resolves only when its effect is durable. Errors: `MAIL_STORE_FULL`, `MAIL_STORE_UNAVAILABLE`, `MAIL_STORE_DENIED`,
 * `MAIL_STORE_DAMAGED`, and what is said at each method.
 */
export interface MailboxStore extends AsyncDisposable {
  /** Which engine it is, for messages: `sqlite:PATH`, `nats://host:4222`. Without credentials. */
  readonly engine: string;
  /**
   * Puts a message into a mailbox. The same key again, within `DUPLICATE_WINDOW_MS` of the first time, is a duplicate: nothing
   * is stored, also when the first one has been collected meanwhile. Rejects with `MAIL_QUOTA`, `SEALED_TOO_LARGE`,
   * `SEALED_EXPIRED`.
   */
  deposit(mail: Mail): Promise<'stored' | 'duplicate'>;
  /**
   * The oldest messages that nobody has collected; each stays until it is acknowledged or refused, and comes again, the same bytes,
   * when its lease is over. Expired messages never come: they become dead letters.
   */
  collect(owner: string, options?: CollectOptions): Promise<readonly StoredMail[]>;
  /** Removes a message for good: its recipient has taken it. Once more does nothing. */
  acknowledge(owner: string, key: MailKey): Promise<void>;
  /** Removes a message that cannot be taken, ever, and keeps a dead letter of it. Once more does nothing. */
  refuse(owner: string, key: MailKey, reason: DeadLetterReason): Promise<void>;
  /** What waits in a mailbox, oldest first, at most `MAX_LISTED`; collects nothing. */
  list(owner: string): Promise<readonly MailSummary[]>;
  /** What could not be delivered, newest first, at most `MAX_LISTED`. */
  deadLetters(owner: string): Promise<readonly DeadLetter[]>;
  usage(owner: string): Promise<MailboxUsage>;
  /** Calls back when there may be mail to collect, at once and then again and again; resolves to what stops that. */
  watch(owner: string, onMail: () => void): Promise<() => void>;
  /** Tells of what this process does with mailboxes from now on; returns the way to stop that. */
  onEvent(listener: EventListener<MailboxEvent>): () => void;
}
