import {
  type Clock,
  type ErrorCode,
  EventHub,
  type EventListener,
  isQForgeError,
  type ListenerFailures,
} from '../../base/index.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { MailboxEvent, MailFacts, MailRefusal } from './mailbox-event.ts';
import type { Mail, StoredMail } from './mailbox-store.ts';

const REFUSALS: Readonly<Partial<Record<ErrorCode, MailRefusal>>> = {
  MAIL_QUOTA: 'quota',
  MAIL_STORE_FULL: 'full',
  SEALED_TOO_LARGE: 'too-large',
  SEALED_EXPIRED: 'expired',
};

/** Tells of what happens at mailboxes, once it is durable. While nobody listens no event is made. */
export class MailboxEvents {
  readonly #hub: EventHub<MailboxEvent>;
  readonly #clock: Clock;

  constructor(failures: ListenerFailures, clock: Clock) {
    this.#hub = new EventHub('mailbox-events', failures);
    this.#clock = clock;
  }

  listen(listener: EventListener<MailboxEvent>): () => void {
    return this.#hub.add(listener);
  }

  /** Does a deposit, and tells what became of it; a duplicate is no event. */
  async deposit(mail: Mail, deposit: () => Promise<'stored' | 'duplicate'>): Promise<'stored' | 'duplicate'> {
    const bytes = mail.envelope.length;
    try {
      const outcome = await deposit();
      if (outcome === 'stored' && this.#hub.isHeard) {
        const { expiresAtMs } = mail;
        this.#hub.tell({ type: 'mail-stored', ...this.#of(mail), bytes, expiresAtMs });
      }
      return outcome;
    } catch (error) {
      const reason = isQForgeError(error) ? REFUSALS[error.code] : undefined;
      if (reason !== undefined && this.#hub.isHeard) {
        this.#hub.tell({ type: 'mail-refused', ...this.#of(mail), bytes, reason });
      }
      throw error;
    }
  }

  collected(mails: readonly StoredMail[]): void {
    if (!this.#hub.isHeard) return;
    for (const mail of mails) {
      const { envelope, deliveries } = mail;
      this.#hub.tell({ type: 'mail-collected', ...this.#of(mail), bytes: envelope.length, deliveries });
    }
  }

  acknowledged(facts: MailFacts): void {
    if (this.#hub.isHeard) this.#hub.tell({ type: 'mail-acknowledged', ...this.#of(facts) });
  }

  deadLettered(letters: readonly Omit<DeadLetter, 'diedAtMs'>[]): void {
    if (!this.#hub.isHeard) return;
    for (const letter of letters) {
      const { bytes, reason } = letter;
      this.#hub.tell({ type: 'mail-dead-lettered', ...this.#of(letter), bytes, reason });
    }
  }

  #of({ recipient, sender, id }: MailFacts): MailFacts & { readonly atMs: number } {
    return { recipient, sender, id, atMs: this.#clock.wallMs() };
  }
}
