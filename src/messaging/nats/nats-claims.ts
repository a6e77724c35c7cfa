import { QForgeError } from '../../base/index.ts';
import type { NatsLink } from './nats-link.ts';
import { CLAIM_STREAM, claimSubject } from './nats-names.ts';
import { nextEntry } from './stored-entry.ts';

/**
 * Who of many may have one thing: whoever's claim is the first in the log of the cluster. spec/mailboxes §7
 *
 * The server's own "only if nothing came since" does not decide that: in clusters before 2.10, of publications that are under way at once, several are told
 * that they were the one (ADR 0086).
 */
export class NatsClaims {
  readonly #link: NatsLink;

  constructor(link: NatsLink) {
    this.#link = link;
  }

  /** Whether somebody has claimed it. */
  async isClaimed(owner: string, id: string): Promise<boolean> {
    return (await nextEntry(this.#link, CLAIM_STREAM, claimSubject(owner, id), 1)) !== undefined;
  }

  /** Claims it; true for one caller alone, ever. A claim whose answer was lost is known again by its ID. */
  async claim(owner: string, id: string): Promise<boolean> {
    const subject = claimSubject(owner, id);
    const msgID = this.#link.uniqueId();
    const { seq } = await this.#link.call(() =>
      this.#link.js.publish(subject, new Uint8Array(0), { msgID, retries: 1 }),
    );
    const first = await nextEntry(this.#link, CLAIM_STREAM, subject, 1);
    // A new leader that has not read its log to here would say that there is none.
    if (first === undefined) throw this.#link.counted(this.#unread());
    return first.seq === seq;
  }

  #unread(): QForgeError {
    const reason = 'its log is behind what it has acknowledged';
    return new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: this.#link.engine, reason });
  }
}
