import { isQForgeError, systemClock } from '../../src/base/index.ts';
import type { Mail, MailboxStore, StoredMail } from '../../src/messaging/index.ts';

/** What a load did and what came of it. */
export interface LoadFigures {
  readonly published: number;
  readonly acknowledged: number;
  /** Whose fate the sender does not know: they may have come, and may not count either way. */
  readonly unknown: number;
  /** What they failed on, each once. */
  readonly failures: readonly string[];
  /** Taken by the application. */
  readonly delivered: number;
  /** Handed out again by the store, and recognised by the recipient before the application. */
  readonly duplicatesSuppressed: number;
  readonly acknowledgedAndLost: number;
  readonly deliveredTwice: number;
  readonly wrongBytes: number;
  readonly publishesPerSecond: number;
  /** Longest time without an acknowledgement. */
  readonly longestGapMs: number;
  readonly seconds: number;
}

/** What a load goes through. */
export interface LoadEnds {
  readonly from: Pick<MailboxStore, 'deposit'>;
  readonly to: Pick<MailboxStore, 'collect' | 'acknowledge'>;
}

/** How a load runs. */
export interface LoadOptions {
  readonly messages: number;
  readonly messageBytes: number;
  /** Deposits that wait for their answer at once. */
  readonly parallel: number;
  readonly sender: string;
  readonly recipient: string;
  /** Called when so many are acknowledged; nothing more is sent until what it returns has resolved. */
  readonly onAcknowledged: (count: number) => Promise<void> | undefined;
  readonly nowMs: () => number;
}

const HOUR_MS = 3_600_000;
const LEASE_MS = 5000;
/** The last messages wait for the lease of somebody who died, for a leader, and for a consumer that has lost its leases. */
const PATIENCE_MS = 180_000;

/** Deposits numbered messages at one end while they are collected at the other, and keeps the books of both. */
export class ClusterLoad {
  readonly #options: LoadOptions;
  readonly #acknowledged = new Set<number>();
  /** What the recipient knows to have taken, by sender and ID, as the list of replays of sealed messages does. */
  readonly #known = new Set<string>();
  /** What the application got, by the number in the bytes, and how often. */
  readonly #applied = new Map<number, number>();
  #suppressed = 0;
  #unknown = 0;
  readonly #failures = new Set<string>();
  #next = 0;
  #wrongBytes = 0;
  #longestGapMs = 0;
  #lastAcknowledgedMs: number;
  #isSent = false;
  #gate: Promise<void> | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#lastAcknowledgedMs = options.nowMs();
  }

  /** Runs it to its end, or until patience is. */
  async run({ from, to }: LoadEnds): Promise<LoadFigures> {
    const { nowMs, parallel } = this.#options;
    const startMs = nowMs();
    const receiving = this.#receive(to);
    await Promise.all(Array.from({ length: parallel }, () => this.#send(from)));
    const seconds = (nowMs() - startMs) / 1000;
    this.#isSent = true;
    await receiving;
    return this.#figures(seconds);
  }

  async #send(from: LoadEnds['from']): Promise<void> {
    while (this.#next < this.#options.messages) {
      await this.#gate;
      if (this.#next >= this.#options.messages) return;
      const number = this.#next++;
      try {
        await from.deposit(this.#mail(number));
        this.#noteAcknowledged(number);
      } catch (error) {
        if (!isQForgeError(error, 'MAIL_STORE_UNAVAILABLE')) throw error;
        this.#unknown += 1;
        this.#failures.add(error.message);
      }
    }
  }

  async #receive(to: LoadEnds['to']): Promise<void> {
    let quietSinceMs = this.#options.nowMs();
    let isEmpty = false;
    // What has come twice is taken out, too, before the store is counted.
    while (!(this.#isSent && this.#isComplete && isEmpty) && this.#options.nowMs() - quietSinceMs < PATIENCE_MS) {
      const mails = await to.collect(this.#options.recipient, { maxItems: 64, leaseMs: LEASE_MS }).catch(() => []);
      for (const mail of mails) this.#take(mail);
      await Promise.all(mails.map((mail) => to.acknowledge(this.#options.recipient, mail).catch(() => undefined)));
      isEmpty = mails.length === 0;
      if (!isEmpty) quietSinceMs = this.#options.nowMs();
    }
  }

  /** The recipient: what it knows goes no further. */
  #take({ sender, id, envelope }: StoredMail): void {
    const key = `${sender}.${id}`;
    if (this.#known.has(key)) this.#suppressed += 1;
    else this.#apply(Number.parseInt(id, 16), envelope);
    this.#known.add(key);
  }

  /** The application: it trusts the bytes alone. */
  #apply(expected: number, envelope: Uint8Array): void {
    const { length, buffer, byteOffset } = envelope;
    const number = length < 4 ? -1 : new DataView(buffer, byteOffset, length).getUint32(0);
    const isRight = number === expected && length === this.#options.messageBytes;
    if (!isRight || !envelope.subarray(4).every((byte) => byte === (number & 255))) this.#wrongBytes += 1;
    this.#applied.set(number, (this.#applied.get(number) ?? 0) + 1);
  }

  get #isComplete(): boolean {
    return this.lost.length === 0;
  }

  #noteAcknowledged(number: number): void {
    const nowMs = this.#options.nowMs();
    this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#lastAcknowledgedMs);
    this.#lastAcknowledgedMs = nowMs;
    this.#acknowledged.add(number);
    this.#gate = this.#options.onAcknowledged(this.#acknowledged.size) ?? this.#gate;
  }

  #mail(number: number): Mail {
    const { sender, recipient, messageBytes } = this.#options;
    const envelope = new Uint8Array(messageBytes).fill(number & 255);
    new DataView(envelope.buffer).setUint32(0, number);
    const id = number.toString(16).padStart(32, '0');
    return { sender, recipient, id, envelope, expiresAtMs: systemClock.wallMs() + HOUR_MS };
  }

  /** Numbers that were acknowledged and did not come. */
  get lost(): readonly number[] {
    return [...this.#acknowledged].filter((number) => !this.#applied.has(number));
  }

  #figures(seconds: number): LoadFigures {
    return {
      published: this.#next,
      acknowledged: this.#acknowledged.size,
      unknown: this.#unknown,
      failures: [...this.#failures],
      delivered: this.#applied.size,
      duplicatesSuppressed: this.#suppressed,
      acknowledgedAndLost: this.lost.length,
      deliveredTwice: [...this.#applied.values()].filter((times) => times > 1).length,
      wrongBytes: this.#wrongBytes,
      publishesPerSecond: Math.round(this.#acknowledged.size / seconds),
      longestGapMs: Math.round(this.#longestGapMs),
      seconds: Number(seconds.toFixed(1)),
    };
  }
}
