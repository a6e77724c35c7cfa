import {
  type Clock,
  type ErrorCode,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type ScheduledCall,
} from '../../base/index.ts';
import type { MailboxStore } from '../mailbox/mailbox-store.ts';
import type { SealedForOne } from './message-sealer.ts';
import type { MessengerEvents } from './messenger-events.ts';
import { type DueMail, MAX_PAUSE_MS, type Outbox, type OutgoingKey, type OutgoingMail } from './outbox.ts';
import { decodeReceiptNote } from './receipt-note.ts';

/** When a message that nobody has confirmed is deposited again, for the first time: no store knows its ID any more; then after four times as long, and so on. */
export const FIRST_AGAIN_MS = 900_000;

/** When a message that a mailbox did not take is tried again. */
export const REFUSED_AGAIN_MS = 30_000;

/** What a mailbox says of copies alone. */
const COPY_REFUSALS: ReadonlySet<ErrorCode> = new Set(['MAIL_QUOTA', 'MAIL_STORE_DENIED']);

/** Messages that are deposited again at once. */
const PARALLEL = 16;
/** The outbox is looked at no more often; while mail is received no less often, since other processes of the device put messages there. */
const MIN_PAUSE_MS = 250;
const MAX_LOOK_MS = 60_000;

/** What bringing messages to mailboxes needs. */
export interface CourierParts {
  readonly outbox: Outbox;
  readonly mailboxes: MailboxStore;
  readonly sender: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly events: MessengerEvents;
  /** Default: {@link FIRST_AGAIN_MS}. */
  readonly firstAgainMs?: number;
}

/** Brings messages to mailboxes by way of the outbox, again and again until their recipients have confirmed them, or they expire. spec/sealed-messages §10 */
export class OutboxCourier {
  readonly #parts: CourierParts;
  #next: ScheduledCall | undefined;
  #round: Promise<void> | undefined;
  #isServing = false;
  #isStopped = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a message on the disk and deposits it: `kept` if the mailbox does not answer, or earlier ones wait for it. One that the mailbox refuses is not kept.
   *
   * Rejects with `OUTBOX_FULL`, `MAIL_QUOTA`, and `MAIL_STORE_*` of the outbox, or of the mailbox except `MAIL_STORE_UNAVAILABLE`.
   */
  async bring(
    { recipient, envelope, receipt }: SealedForOne,
    id: string,
    expiresAtMs: number,
  ): Promise<'stored' | 'kept'> {
    const { outbox, clock } = this.#parts;
    using shown = receipt;
    const mail = { recipient, id, envelope, expiresAtMs };
    const place = outbox.put(mail, shown, clock.wallMs());
    try {
      if (place === 'behind') return 'kept';
      return (await this.#deposit({ ...mail, deposits: 0 })) === undefined ? 'stored' : 'kept';
    } catch (error) {
      outbox.remove(mail);
      throw error;
    } finally {
      this.#plan();
    }
  }

  /** Brings what is due from now on, also what other processes of this device have left. */
  start(): void {
    this.#isServing = true;
    this.#plan();
  }

  /** A note of receipts from a mailbox. What it does not confirm it does nothing to. Throws `MALFORMED`, `MAIL_STORE_*`. */
  take(depositor: string, unverifiedNote: Uint8Array): void {
    const { outbox, metrics, events } = this.#parts;
    for (const receipt of decodeReceiptNote(unverifiedNote)) {
      const isConfirmed = outbox.confirm(depositor, receipt);
      metrics.count('qforge_receipts_received_total', 1, { outcome: isConfirmed ? 'confirmed' : 'passed-over' });
      if (isConfirmed) events.tell(() => ({ type: 'message-delivered', id: receipt.messageId, recipient: depositor }));
    }
    this.#measure();
  }

  /** Ends after the deposits that are under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#next?.cancel();
    await this.#round;
  }

  /** Looks at the outbox again when something in it is due. */
  #plan(): void {
    this.#next?.cancel();
    if (this.#isStopped) return;
    const pauseMs = this.#pauseMs();
    if (pauseMs === undefined) return;
    this.#next = this.#parts.clock.schedule(pauseMs, () => {
      this.#round ??= this.#bringDue().finally(() => {
        this.#round = undefined;
        this.#plan();
      });
    });
  }

  /** For how long there is nothing to do; undefined when nothing will be. A disk that cannot be read is asked again. */
  #pauseMs(): number | undefined {
    const { outbox, clock } = this.#parts;
    const longestMs = this.#isServing ? MAX_LOOK_MS : MAX_PAUSE_MS;
    try {
      this.#measure();
      const nextAtMs = outbox.nextAtMs();
      if (nextAtMs === undefined) return this.#isServing ? MAX_LOOK_MS : undefined;
      return Math.min(Math.max(nextAtMs - clock.wallMs(), MIN_PAUSE_MS), longestMs);
    } catch (error) {
      this.#logFailure(error);
      return MAX_LOOK_MS;
    }
  }

  async #bringDue(): Promise<void> {
    const { outbox, clock } = this.#parts;
    try {
      this.#tellExpired(outbox.expire(clock.wallMs()));
      while (!this.#isStopped) {
        const { due, damaged } = outbox.claimDue(clock.wallMs(), PARALLEL);
        for (const key of damaged) this.#tellDamaged(key);
        if (due.length === 0) return;
        await this.#bringAll(due);
      }
    } catch (error) {
      this.#logFailure(error);
    }
  }

  #logFailure(error: unknown): void {
    const reason = isQForgeError(error) ? error.code : String(error);
    this.#parts.logger.log('warn', 'network', 'outbox not brought', { reason });
  }

  /** Recipients at once, the messages of each in order. */
  async #bringAll(due: readonly DueMail[]): Promise<void> {
    const lanes = Map.groupBy(due, ({ recipient }) => recipient);
    await Promise.all(
      [...lanes.values()].map(async (lane) => {
        let failure: QForgeError | undefined;
        for (const mail of lane) {
          if (failure !== undefined) this.#waits(mail);
          else failure = await this.#deposit(mail).catch(failureOf);
          if (failure === undefined && mail.deposits === 0) this.#tellStored(mail);
        }
      }),
    );
  }

  /** Resolves to why a mailbox has not answered; undefined if it has the message. */
  async #deposit(mail: DueMail): Promise<QForgeError | undefined> {
    const { outbox, mailboxes, sender, clock, metrics } = this.#parts;
    const { deposits } = mail;
    try {
      const kind = deposits > 0 ? 'copy' : 'message';
      const outcome = await mailboxes.deposit({ ...withoutCount(mail), sender, kind });
      outbox.markDeposited(mail, clock.wallMs() + this.#pauseAfter(deposits));
      if (deposits > 0) metrics.count('qforge_outbox_again_total', 1, { outcome });
      return undefined;
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      if (deposits > 0) metrics.count('qforge_outbox_again_total', 1, { outcome: 'failed' });
      if (deposits > 0 && COPY_REFUSALS.has(error.code)) {
        // Messages have places of their own, and do not wait for those of copies.
        outbox.putOff(mail, clock.wallMs() + this.#pauseAfter(deposits));
        return undefined;
      }
      this.#waits(mail);
      if (error.code === 'MAIL_STORE_UNAVAILABLE') return error;
      throw error;
    }
  }

  #waits(mail: DueMail): void {
    const { outbox, clock } = this.#parts;
    outbox.markWaiting(mail, clock.wallMs() + REFUSED_AGAIN_MS);
  }

  #pauseAfter(deposits: number): number {
    return Math.min((this.#parts.firstAgainMs ?? FIRST_AGAIN_MS) * 4 ** deposits, MAX_PAUSE_MS);
  }

  #tellStored({ id, recipient, expiresAtMs }: DueMail): void {
    this.#parts.events.tell(() => ({ type: 'message-stored', id, recipient, expiresAtMs }));
  }

  #tellExpired(keys: readonly OutgoingKey[]): void {
    const { events, metrics, logger } = this.#parts;
    for (const { recipient, id } of keys) {
      metrics.count('qforge_outbox_undelivered_total', 1, { reason: 'expired' });
      logger.log('warn', 'network', 'message expired unconfirmed', { id, peer: recipient });
      events.failed(id, recipient, new QForgeError('SEALED_EXPIRED', { id }));
    }
  }

  #tellDamaged({ recipient, id }: OutgoingKey): void {
    const { events, metrics, logger } = this.#parts;
    metrics.count('qforge_outbox_undelivered_total', 1, { reason: 'damaged' });
    logger.log('error', 'security', 'message of the outbox was changed on the disk', { id, peer: recipient });
    events.failed(id, recipient, new QForgeError('OUTBOX_DAMAGED', { id }));
  }

  #measure(): void {
    const { outbox, metrics } = this.#parts;
    const { messages, bytes } = outbox.usage();
    metrics.gauge('qforge_outbox_messages', messages);
    metrics.gauge('qforge_outbox_bytes', bytes);
  }
}

function withoutCount({ recipient, id, envelope, expiresAtMs }: DueMail): OutgoingMail {
  return { recipient, id, envelope, expiresAtMs };
}

/** A refusal of a later deposit changes nothing: the message waits. */
function failureOf(error: unknown): QForgeError {
  if (isQForgeError(error)) return error;
  throw error;
}
