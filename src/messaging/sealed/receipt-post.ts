import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  type RandomSource,
  type ScheduledCall,
} from '../../base/index.ts';
import type { MailboxStore } from '../mailbox/mailbox-store.ts';
import { newHexId } from './hex-id.ts';
import type { PrekeyVault } from './prekey-vault.ts';
import { encodeReceiptNote, MAX_RECEIPTS_OF_NOTE } from './receipt-note.ts';

/** How long the first receipt waits for others. */
export const RECEIPT_DELAY_MS = 1000;

/** How long lies between notes: each takes one of the places that the mailbox of a sender has for notes, and nobody is in a hurry. */
export const RECEIPT_INTERVAL_MS = 60_000;

/** Notes that wait for their answer at once. */
const PARALLEL = 16;

/** What bringing receipts needs. */
export interface ReceiptPostParts {
  readonly owner: string;
  readonly vault: PrekeyVault;
  readonly mailboxes: MailboxStore;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

/**
 * Brings receipts of what was taken to the mailboxes of the senders, many in a note. spec/sealed-messages §7
 *
 * They are owed on the disk until a mailbox has them; should it lose them, a copy of the message comes again, and they are owed once more.
 */
export class ReceiptPost {
  readonly #parts: ReceiptPostParts;
  #next: ScheduledCall | undefined;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #round: Promise<boolean> | undefined;
  #isStopped = false;

  constructor(parts: ReceiptPostParts) {
    this.#parts = parts;
  }

  /** Something may be owed: it is brought soon, and again later if that fails. */
  wake(): void {
    if (this.#isStopped || this.#next !== undefined) return;
    const { clock } = this.#parts;
    const waitMs = Math.max(RECEIPT_DELAY_MS, this.#notBeforeMs - clock.monotonicMs());
    this.#next = clock.schedule(waitMs, () => {
      this.#next = undefined;
      void this.flush().then((isDone) => {
        if (!isDone) this.wake();
      });
    });
  }

  /** Brings all that is owed now; whether nothing is any more. Never rejects: what fails stays owed. */
  async flush(): Promise<boolean> {
    this.#round ??= this.#bringAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Brings nothing any more of its own accord. */
  stop(): void {
    this.#isStopped = true;
    this.#next?.cancel();
  }

  /** Whether nothing is owed any more. A device that is closed by the time that a mailbox answers finds the rest on its disk when it is opened again. */
  async #bringAll(): Promise<boolean> {
    const { vault, clock, logger } = this.#parts;
    try {
      const { creditors } = vault;
      if (creditors.length > 0) this.#notBeforeMs = clock.monotonicMs() + RECEIPT_INTERVAL_MS;
      for (let first = 0; first < creditors.length; first += PARALLEL) {
        await Promise.all(creditors.slice(first, first + PARALLEL).map((sender) => this.#bringTo(sender)));
      }
      return vault.creditors.length === 0;
    } catch (error) {
      logger.log('info', 'network', 'receipts not brought', { reason: reasonOf(error) });
      return false;
    }
  }

  async #bringTo(sender: string): Promise<void> {
    const { vault, mailboxes, owner, random, clock, logger, metrics } = this.#parts;
    try {
      for (let owed = vault.owedTo(sender, MAX_RECEIPTS_OF_NOTE); owed.length > 0; ) {
        const expiresAtMs = Math.max(...owed.map((each) => each.expiresAtMs));
        // One whose message has expired is wanted by nobody.
        if (expiresAtMs > clock.wallMs()) {
          const envelope = encodeReceiptNote(owed);
          const note = { recipient: sender, sender: owner, id: newHexId(random), envelope, expiresAtMs };
          await mailboxes.deposit({ ...note, kind: 'note' });
          metrics.count('qforge_receipts_sent_total', owed.length);
        }
        vault.settle(sender, owed);
        owed = vault.owedTo(sender, MAX_RECEIPTS_OF_NOTE);
      }
    } catch (error) {
      logger.log('info', 'network', 'receipts not brought', { peer: sender, reason: reasonOf(error) });
    }
  }
}

function reasonOf(error: unknown): string {
  return isQForgeError(error) ? error.code : String(error);
}
