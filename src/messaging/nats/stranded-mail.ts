import type { StoredMsg } from '@nats-io/jetstream';
import { DEFAULT_LEASE_MS, MAX_ENVELOPE_BYTES } from '../mailbox/mailbox-limits.ts';
import { natsFailure } from './nats-failure.ts';
import type { NatsLink } from './nats-link.ts';
import { COLLECTOR, namesOf } from './nats-names.ts';
import { entryAt, nextEntry } from './stored-entry.ts';

/** A mailbox that seems empty is compared with its stream at most this often. */
export const LOOK_BEHIND_MS = 2000;
/** A consumer that gives nothing and does nothing for so long, with mail in its stream, has lost its leases: they last half of it. */
export const STUCK_AFTER_MS: number = 2 * DEFAULT_LEASE_MS;
/** Mailboxes whose last look is remembered. */
const MAX_LOOKS = 1000;
/** Bytes of one find, about. */
const MAX_FIND_BYTES = 8 * MAX_ENVELOPE_BYTES;

/** A stream and its consumer, when a pull had brought nothing. */
interface Look {
  readonly atMs: number;
  /** Everything up to here is done, the consumer says. */
  readonly doneUpTo: number;
  /** Everything up to here it has handed out once, it says. */
  readonly delivered: number;
  /** The first that is in the stream, and the last that was. */
  readonly first: number;
  readonly last: number;
  /** What changes with everything that it hands out or is told. */
  readonly doings: string;
  /** Since when that has been so. */
  readonly sinceMs: number;
}

/** Sequences from one to another, both included. */
type Range = readonly [from: number, to: number];

/** A message that was handed out past its consumer. */
interface Handed {
  readonly untilMs: number;
  readonly times: number;
}

/** A message that its consumer has forgotten. */
export interface StrandedEntry {
  readonly entry: StoredMsg;
  /** How often it was handed out from here, this time included. */
  readonly deliveries: number;
}

/**
 * Finds messages that are in a stream and that its consumer, which says that there are no more, will not hand out. spec/mailboxes §7
 *
 * After partitions servers before 2.12.3 have consumers that count a message as done that nobody has had. What is in the stream waits, whatever the consumer
 * says: acknowledged is what is deleted. An empty mailbox costs one question every {@link LOOK_BEHIND_MS}; what is found was found by two looks in a row, since a
 * consumer may be a moment behind its stream.
 */
export class StrandedMail {
  readonly #link: NatsLink;
  readonly #looks = new Map<string, Look>();
  /** By stream and sequence. */
  readonly #handed = new Map<string, Handed>();
  readonly #unseen = new Set<string>();

  constructor(link: NatsLink) {
    this.#link = link;
  }

  /** The oldest of them that are not leased from here, each leased for so long; none where that cannot be known now. Never rejects. */
  async find(owner: string, maxItems: number, leaseMs: number): Promise<readonly StrandedEntry[]> {
    const before = this.#looks.get(owner);
    const nowMs = this.#link.clock.monotonicMs();
    if (this.#unseen.has(owner) || nowMs - (before?.atMs ?? Number.NEGATIVE_INFINITY) < LOOK_BEHIND_MS) return [];
    try {
      const look = sinceThen(before, await this.#look(owner, nowMs));
      this.#remember(owner, look);
      return before === undefined
        ? []
        : await this.#read(owner, look.first, strandedRanges(before, look), maxItems, leaseMs);
    } catch (error) {
      this.#onFailure(owner, error);
      return [];
    }
  }

  async #look(owner: string, atMs: number): Promise<Look> {
    const { mailStream } = namesOf(owner);
    const { state } = await this.#link.jsm.streams.info(mailStream);
    // Nothing waits: most looks end here.
    if (state.messages === 0) return { atMs, doneUpTo: 0, delivered: 0, first: 0, last: 0, doings: '', sinceMs: atMs };
    const consumer = await this.#link.jsm.consumers.info(mailStream, COLLECTOR);
    const { delivered, ack_floor: floor, num_ack_pending: leased } = consumer;
    const doneUpTo = leased === 0 ? delivered.stream_seq : floor.stream_seq;
    const doings = [delivered.consumer_seq, delivered.stream_seq, floor.consumer_seq, floor.stream_seq, leased].join();
    const [first, last] = [state.first_seq, state.last_seq];
    return { atMs, doneUpTo, delivered: delivered.stream_seq, first, last, doings, sinceMs: atMs };
  }

  async #read(
    owner: string,
    first: number,
    ranges: readonly Range[],
    maxItems: number,
    leaseMs: number,
  ): Promise<readonly StrandedEntry[]> {
    const found: StrandedEntry[] = [];
    let bytes = 0;
    for await (const entry of this.#entriesIn(owner, first, ranges)) {
      const key = `${owner}.${entry.seq}`;
      const { untilMs, times } = this.#handed.get(key) ?? { untilMs: 0, times: 0 };
      const nowMs = this.#link.clock.monotonicMs();
      if (times > 0 && untilMs > nowMs) continue;
      this.#handed.delete(key);
      this.#handed.set(key, { untilMs: nowMs + leaseMs, times: times + 1 });
      this.#link.metrics.count('qforge_mail_store_stranded_total', 1);
      found.push({ entry, deliveries: times + 1 });
      bytes += entry.data.length;
      if (found.length === maxItems || bytes >= MAX_FIND_BYTES) break;
    }
    this.#prune();
    return found;
  }

  /**
   * What is in these ranges. Servers of 2.9 can have a message in a stream that they do not find by its subject (ADR 0184): the first one is asked for by its
   * number, and when it is gone the next one is the first.
   */
  async *#entriesIn(owner: string, first: number, ranges: readonly Range[]): AsyncGenerator<StoredMsg> {
    const { mailStream, mail } = namesOf(owner);
    let found = 0;
    for (const [from, to] of ranges) {
      for (let sequence = from; sequence <= to; found += 1) {
        const entry = await nextEntry(this.#link, mailStream, mail, sequence);
        if (entry === undefined || entry.seq > to) break;
        yield entry;
        sequence = entry.seq + 1;
      }
    }
    if (found > 0 || !ranges.some(([from, to]) => from <= first && first <= to)) return;
    const entry = await entryAt(this.#link, mailStream, first);
    if (entry !== undefined) yield entry;
  }

  #remember(owner: string, look: Look): void {
    this.#looks.delete(owner);
    this.#looks.set(owner, look);
    const [oldest] = this.#looks.keys();
    if (this.#looks.size > MAX_LOOKS && oldest !== undefined) this.#looks.delete(oldest);
  }

  /** Leases that are over, oldest first, of messages that are gone or that the next look finds again. */
  #prune(): void {
    for (const [key] of this.#handed) {
      if (this.#handed.size <= MAX_LOOKS) return;
      this.#handed.delete(key);
    }
  }

  /** A cluster whose rights are older than this does not let a peer ask; nothing else is worth more than the next look. */
  #onFailure(owner: string, error: unknown): void {
    const { error: failure } = natsFailure(error, this.#link.engine);
    if (failure.code !== 'MAIL_STORE_DENIED') return;
    this.#unseen.add(owner);
    this.#link.logger.log('warn', 'network', 'mailbox cannot be compared with its stream', {
      engine: this.#link.engine,
    });
  }
}

/** A look, with how long the consumer has done nothing. */
function sinceThen(before: Look | undefined, now: Look): Look {
  return before?.doings === now.doings ? { ...now, sinceMs: before.sinceMs } : now;
}

/**
 * What two looks agree on: what is done and still there, and what lies behind a consumer that stands still. One that has gone on
 * meanwhile works. One that has done nothing for as long as two leases has forgotten those that it counts as leased.
 */
function strandedRanges(before: Look, now: Look): readonly Range[] {
  const last = Math.min(before.last, now.last);
  if (now.doings !== '' && now.atMs - now.sinceMs >= STUCK_AFTER_MS) return [[1, last]];
  const done: Range = [1, Math.min(before.doneUpTo, now.doneUpTo, last)];
  return before.delivered === now.delivered ? [done, [now.delivered + 1, last]] : [done];
}
