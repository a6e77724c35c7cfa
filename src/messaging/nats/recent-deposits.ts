import { type Clock, isQForgeError } from '../../base/index.ts';
import { DUPLICATE_WINDOW_MS } from '../mailbox/mailbox-limits.ts';
import type { Mail, MailKey } from '../mailbox/mailbox-store.ts';

/** For how long what was deposited is kept: the server knows it again for longer, so nothing is stored twice. */
export const KEPT_FOR_MS: number = DUPLICATE_WINDOW_MS - 60_000;
/** Bytes that are kept at most; the oldest give way. */
export const MAX_KEPT_BYTES: number = 32 * 1024 * 1024;
/**
 * After a sign of another leader everything is deposited again at these times. The second is for answers of a server that does not know yet that
 * it leads no more: it learns it within 10 s.
 */
export const ROUNDS_AFTER_MS = [2000, 20_000] as const;
/** When a round could not be brought to its end. */
const AGAIN_AFTER_MS = 20_000;
/** Deposits of one round that wait for their answer at once. */
const PARALLEL = 16;
/** What is counted for each message beside its envelope, so that the smallest are limited too. */
const OVERHEAD_BYTES = 512;

interface Kept {
  readonly mail: Mail;
  readonly untilMs: number;
  /** The number of the last sign that another leader may have followed the one that took it; 0: none that was not looked after. */
  doubt: number;
}

/** What becomes of a message that is deposited again: `stored` if the leader did not know it. */
export type DepositAgain = (mail: Mail) => Promise<'stored' | 'duplicate'>;

/**
 * What this process deposited in the last minutes, and deposits again when a mailbox may have another leader. spec/mailboxes §7
 *
 * A leader that is elected may lack messages that the one before had acknowledged: the copies of a stream in servers of 2.9 can differ after one
 * of them stood still or was cut off (ADR 0183). A leader that has a message answers that it is a duplicate; one that lacks it stores it. Its recipient
 * takes it once, as ever.
 */
export class RecentDeposits {
  readonly #clock: Clock;
  readonly #depositAgain: DepositAgain;
  readonly #onForgotten: (mail: Mail) => void;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #signs = 0;
  #scheduled: { cancel(): void }[] = [];
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly depositAgain: DepositAgain;
    readonly onForgotten: (mail: Mail) => void;
  }) {
    this.#clock = parts.clock;
    this.#depositAgain = parts.depositAgain;
    this.#onForgotten = parts.onForgotten;
  }

  /** Keeps a message that a server has acknowledged. */
  keep(mail: Mail): void {
    this.forget(mail.recipient, mail);
    this.#kept.set(keyOf(mail.recipient, mail), {
      mail,
      untilMs: this.#clock.monotonicMs() + KEPT_FOR_MS,
      doubt: 0,
    });
    this.#bytes += sizeOf(mail);
    this.#prune();
  }

  /** Lets a message go that its recipient has taken. */
  forget(recipient: string, key: MailKey): void {
    const name = keyOf(recipient, key);
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#kept.delete(name);
    this.#bytes -= sizeOf(kept.mail);
  }

  /** A mailbox, or without a name each of them, may have another leader: what was deposited there will be deposited again. */
  doubt(recipient?: string): void {
    this.#prune();
    this.#signs += 1;
    let isAny = false;
    for (const kept of this.#kept.values()) {
      if (recipient !== undefined && kept.mail.recipient !== recipient) continue;
      kept.doubt = this.#signs;
      isAny = true;
    }
    if (isAny) this.#schedule(ROUNDS_AFTER_MS);
  }

  /** Deposits nothing any more, beyond what is under way. */
  stop(): void {
    this.#isStopped = true;
    this.#schedule([]);
  }

  #schedule(delaysMs: readonly number[]): void {
    for (const call of this.#scheduled) call.cancel();
    if (this.#isStopped && delaysMs.length > 0) return;
    this.#scheduled = delaysMs.map((delayMs, index) =>
      this.#clock.schedule(delayMs, () => {
        const isLast = index === delaysMs.length - 1;
        this.#round = this.#round.then(() => this.#goRound(isLast));
      }),
    );
  }

  async #goRound(isLast: boolean): Promise<void> {
    this.#prune();
    const doubted = [...this.#kept.values()].filter(({ doubt }) => doubt > 0);
    const failures: unknown[] = [];
    for (let first = 0; first < doubted.length && !failures.some(isAway) && !this.#isStopped; first += PARALLEL) {
      const part = doubted.slice(first, first + PARALLEL);
      failures.push(...(await Promise.all(part.map((kept) => this.#again(kept, isLast)))).filter(Boolean));
    }
    if (isLast && failures.length > 0) this.#schedule([AGAIN_AFTER_MS]);
  }

  /** Resolves to why no leader may have it; undefined if one has. */
  async #again(kept: Kept, isLast: boolean): Promise<unknown> {
    const { mail, doubt } = kept;
    const isWanted = this.#kept.get(keyOf(mail.recipient, mail)) === kept && mail.expiresAtMs > this.#clock.wallMs();
    if (!isWanted) return undefined;
    try {
      const outcome = await this.#depositAgain(mail);
      if (outcome === 'stored') this.#onForgotten(mail);
      if (isLast && kept.doubt === doubt) kept.doubt = 0;
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #prune(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const { mail, untilMs } of this.#kept.values()) {
      if (untilMs > nowMs && this.#bytes <= MAX_KEPT_BYTES) return;
      this.forget(mail.recipient, mail);
    }
  }
}

/** Whether there is no use in going on with others now. */
function isAway(error: unknown): boolean {
  return isQForgeError(error, 'MAIL_STORE_UNAVAILABLE');
}

function keyOf(recipient: string, { sender, id }: MailKey): string {
  return `${recipient}.${sender}.${id}`;
}

function sizeOf({ envelope }: Mail): number {
  return envelope.length + OVERHEAD_BYTES;
}
