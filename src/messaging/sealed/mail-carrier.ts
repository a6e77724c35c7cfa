import { type Clock, isQForgeError, type Logger, type MetricsSink } from '../../base/index.ts';
import type { MailboxStore, StoredMail } from '../mailbox/mailbox-store.ts';
import type { OpenedMessage } from './message-opener.ts';
import type { OutboxCourier } from './outbox-courier.ts';
import { isReceiptNote } from './receipt-note.ts';
import type { ReceiptPost } from './receipt-post.ts';
import type { ReceivedMessage, SealedInbox } from './sealed-inbox.ts';

/** Messages that are opened ahead of the application. */
export const MAX_AHEAD = 16;

/** When a store that failed is asked again. */
export const RETRY_AFTER_MS = 2000;

/** How long the end waits for the round that is under way: a store that is away keeps one for longer. */
const LAST_ROUND_MS = 5000;

/** What carrying mail needs. */
export interface CarrierParts {
  readonly owner: string;
  readonly mailboxes: MailboxStore;
  readonly inbox: SealedInbox;
  /** Takes receipts of what this device has sent. */
  readonly courier: OutboxCourier;
  /** Brings receipts of what it has taken. */
  readonly receipts: ReceiptPost;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Takes an open message to the application. */
  readonly deliver: (message: ReceivedMessage) => void;
  /** How many messages the application has been given and not taken from the queue. */
  readonly ahead: () => number;
}

/** Carries the mail of one mailbox to the application: collects, opens, acknowledges. */
export class MailCarrier {
  readonly #parts: CarrierParts;
  #stopWatching: (() => void) | undefined;
  #round: Promise<void> | undefined;
  #wantsAnother = false;
  #isStopped = false;

  constructor(parts: CarrierParts) {
    this.#parts = parts;
  }

  /** Begins to carry, and goes on. Rejects as the store does. */
  async start(): Promise<void> {
    this.#parts.courier.start();
    this.#parts.receipts.wake();
    this.#stopWatching = await this.#parts.mailboxes.watch(this.#parts.owner, () => this.carry());
  }

  /** Collects what is there, unless that is under way; then once more after it. */
  carry(): void {
    if (this.#isStopped) return;
    if (this.#round !== undefined) {
      this.#wantsAnother = true;
      return;
    }
    this.#round = this.#carryAll().finally(() => {
      this.#round = undefined;
      const again = this.#wantsAnother;
      this.#wantsAnother = false;
      if (again) this.carry();
    });
  }

  /**
   * Ends carrying, after what is under way and the receipts that are owed, if the store answers: what still comes is for nobody, and stays in the mailbox.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopWatching?.();
    const { courier, receipts } = this.#parts;
    receipts.stop();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const limit = this.#parts.clock.schedule(LAST_ROUND_MS, resolve, { holdsProcess: true });
    await Promise.race([Promise.all([this.#round, courier.stop(), receipts.flush()]), late]);
    limit.cancel();
  }

  async #carryAll(): Promise<void> {
    const { mailboxes, owner, ahead, clock, logger } = this.#parts;
    try {
      for (;;) {
        const maxItems = MAX_AHEAD - ahead();
        if (maxItems <= 0 || this.#isStopped) return;
        const mail = await mailboxes.collect(owner, { maxItems });
        for (const item of mail) await this.#carryOne(item);
        if (mail.length < maxItems) return;
      }
    } catch (error) {
      const reason = isQForgeError(error) ? error.code : String(error);
      logger.log('warn', 'network', 'mail not collected', { reason });
      clock.schedule(RETRY_AFTER_MS, () => this.carry());
    }
  }

  async #carryOne(item: StoredMail): Promise<void> {
    const { mailboxes, owner, inbox, deliver } = this.#parts;
    if (isReceiptNote(item.envelope)) return this.#takeReceipts(item);
    if (inbox.hasTaken(item.sender, item.id)) return this.#passOver(item);
    const outcome = await inbox.open(item.envelope);
    if (outcome.kind === 'refused') return mailboxes.refuse(owner, item, outcome.reason);
    if (outcome.kind === 'message') deliver(this.#received(outcome.opened, item));
  }

  /** It was acknowledged: the store was not told in time, or lost it, or its sender has not had the receipt and deposited it again. */
  async #passOver(item: StoredMail): Promise<void> {
    const { mailboxes, owner, inbox, receipts } = this.#parts;
    inbox.owe(item.sender, item.id);
    receipts.wake();
    await mailboxes.acknowledge(owner, item);
  }

  async #takeReceipts(item: StoredMail): Promise<void> {
    const { mailboxes, owner, courier } = this.#parts;
    try {
      courier.take(item.sender, item.envelope);
    } catch (error) {
      if (!isQForgeError(error, 'MALFORMED')) throw error;
      return mailboxes.refuse(owner, item, 'damaged');
    }
    await mailboxes.acknowledge(owner, item);
  }

  #received(opened: OpenedMessage, item: StoredMail): ReceivedMessage {
    const { mailboxes, owner, inbox, receipts } = this.#parts;
    const { messageId, sender, recipients, sentAtMs, expiresAtMs, payload } = opened;
    return {
      id: messageId,
      sender,
      recipients,
      sentAtMs,
      expiresAtMs,
      data: payload,
      way: 'mailbox',
      acknowledge: async () => {
        inbox.acknowledge(opened, 'mailbox');
        receipts.wake();
        await mailboxes.acknowledge(owner, item);
      },
    };
  }
}
