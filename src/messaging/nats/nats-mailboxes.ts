import type { PubAck, StoredMsg } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import { type EventListener, isQForgeError, ListenerFailures, QForgeError } from '../../base/index.ts';
import type { DeadLetter, DeadLetterReason } from '../mailbox/dead-letter.ts';
import type { MailboxEvent } from '../mailbox/mailbox-event.ts';
import { MailboxEvents } from '../mailbox/mailbox-events.ts';
import { DEFAULT_COLLECT_ITEMS, DEFAULT_LEASE_MS, MAX_ENVELOPE_BYTES, MAX_LISTED } from '../mailbox/mailbox-limits.ts';
import type {
  CollectOptions,
  DepositKind,
  Mail,
  MailboxStore,
  MailboxUsage,
  MailKey,
  MailSummary,
  StoredMail,
} from '../mailbox/mailbox-store.ts';
import { followLeaders } from './leader-signs.ts';
import { dedupId, MAIL_HEADERS, unverifiedDeposit } from './mail-headers.ts';
import { type PulledMail, pullMail } from './mail-pull.ts';
import { NatsDeadLetters } from './nats-dead-letters.ts';
import { isMissingStream, isSubjectFull } from './nats-failure.ts';
import type { NatsLink } from './nats-link.ts';
import { DEPOSIT_KINDS, namesOf } from './nats-names.ts';
import type { NatsProvision } from './nats-provision.ts';
import { RecentDeposits } from './recent-deposits.ts';
import { allEntries, entryAt, removeEntry, storedEntries } from './stored-entry.ts';
import { type StrandedEntry, StrandedMail } from './stranded-mail.ts';

/** Collected messages whose place is remembered; others are looked for. */
const MAX_PLACES = 10_000;
/** A notice may be lost with its connection. */
const LOOK_AGAIN_MS = 10_000;
const NANOS_PER_MS = 1_000_000;

/** What the server counts under one subject. */
const QUOTAS: Readonly<Record<DepositKind, string>> = {
  message: 'messages of one sender',
  copy: 'copies of messages of one sender',
  note: 'notes of receipts of one sender',
};

/** Where a collected message is, and how the server is told about it. */
interface Place {
  readonly sequence: number;
  /** Undefined for one that was not collected here. */
  readonly ackSubject: string | undefined;
  readonly deliveries: number;
}

/** Mailboxes in NATS JetStream: a stream for each PeerId, which its owner alone may read. spec/mailboxes §7 */
export class NatsMailboxes implements MailboxStore {
  readonly engine: string;
  readonly #link: NatsLink;
  readonly #provision: NatsProvision;
  readonly #dead: NatsDeadLetters;
  readonly #stranded: StrandedMail;
  readonly #events: MailboxEvents;
  readonly #recent: RecentDeposits;
  #stopFollowing: (() => void) | undefined;
  readonly #places = new Map<string, Place>();

  constructor(link: NatsLink, provision: NatsProvision) {
    this.engine = link.engine;
    this.#link = link;
    this.#provision = provision;
    this.#dead = new NatsDeadLetters(link);
    this.#stranded = new StrandedMail(link);
    this.#events = new MailboxEvents(new ListenerFailures(link.logger, link.metrics), link.clock);
    this.#recent = new RecentDeposits({
      clock: link.clock,
      depositAgain: (mail) => this.#publish(mail),
      onForgotten: () => link.metrics.count('qforge_mail_store_forgotten_total', 1),
    });
  }

  deposit(mail: Mail): Promise<'stored' | 'duplicate'> {
    return this.#events.deposit(mail, () => this.#put(mail));
  }

  async #put(mail: Mail): Promise<'stored' | 'duplicate'> {
    const { id, envelope, expiresAtMs } = mail;
    const limitBytes = MAX_ENVELOPE_BYTES;
    if (envelope.length > limitBytes) {
      throw this.#link.counted(new QForgeError('SEALED_TOO_LARGE', { bytes: envelope.length, limitBytes }));
    }
    if (expiresAtMs <= this.#link.clock.wallMs()) throw this.#link.counted(new QForgeError('SEALED_EXPIRED', { id }));
    this.#stopFollowing ??= followLeaders(this.#link, (owner) => this.#recent.doubt(owner));
    const outcome = await this.#publish(mail);
    this.#recent.keep(mail);
    return outcome;
  }

  /** Publishes until a leader has it. What it took more than one attempt for may have met another leader than what was deposited before. */
  async #publish(mail: Mail): Promise<'stored' | 'duplicate'> {
    const names = namesOf(mail.recipient);
    let attempts = 0;
    let unknown = 0;
    try {
      const { duplicate, seq: sequence } = await this.#inMailbox(mail.recipient, async () => {
        attempts += 1;
        const answer = await this.#publishOnce(mail, unknown > 1 ? `.${unknown}` : '');
        if (answer.seq > 0) return answer;
        unknown += 1;
        throw this.#link.unconfirmed();
      });
      this.#link.logger.log('debug', 'network', 'mail stored', { id: mail.id, sequence, duplicate, attempts });
      this.#link.connection.publish(names.notice);
      return duplicate ? 'duplicate' : 'stored';
    } finally {
      if (attempts > 1) this.#recent.doubt(mail.recipient);
    }
  }

  #publishOnce(mail: Mail, suffix: string): Promise<PubAck> {
    const headers = this.#link.headers();
    headers.set(MAIL_HEADERS.id, mail.id);
    headers.set(MAIL_HEADERS.expires, String(mail.expiresAtMs));
    const msgID = `${dedupId(mail)}${suffix}`;
    return this.#link.js
      .publish(namesOf(mail.recipient).mailFrom(mail.sender, mail.kind), mail.envelope, { msgID, headers, retries: 1 })
      .catch((error: unknown) => this.#refused(mail, error));
  }

  async collect(owner: string, options: CollectOptions = {}): Promise<readonly StoredMail[]> {
    const mails = await this.#collect(owner, options);
    this.#events.collected(mails);
    return mails;
  }

  async #collect(owner: string, options: CollectOptions): Promise<readonly StoredMail[]> {
    const { maxItems = DEFAULT_COLLECT_ITEMS, leaseMs = DEFAULT_LEASE_MS } = options;
    const { mailStream } = namesOf(owner);
    for (;;) {
      const pulled = await this.#inMailbox(owner, () => pullMail(this.#link, mailStream, maxItems));
      const mails = await Promise.all(pulled.map((mail) => this.#pulled(owner, mail, leaseMs)));
      const live = mails.filter((mail) => mail !== undefined);
      if (live.length > 0) return live;
      if (pulled.length === 0) return this.#collectStranded(owner, maxItems, leaseMs);
    }
  }

  async acknowledge(owner: string, key: MailKey): Promise<void> {
    const place = this.#places.get(placeKey(owner, key)) ?? (await this.#find(owner, key));
    if (place === undefined || !(await this.#remove(owner, key, place))) return;
    this.#events.acknowledged({ recipient: owner, sender: key.sender, id: key.id });
  }

  onEvent(listener: EventListener<MailboxEvent>): () => void {
    return this.#events.listen(listener);
  }

  async refuse(owner: string, key: MailKey, reason: DeadLetterReason): Promise<void> {
    const place = this.#places.get(placeKey(owner, key)) ?? (await this.#find(owner, key));
    if (place === undefined) return;
    const { sender, id } = key;
    const entry = await this.#entryOf(owner, key, place);
    if (entry === undefined) return;
    await this.#bury({ sender, id, recipient: owner, bytes: entry.data.length, reason }, place);
  }

  async list(owner: string): Promise<readonly MailSummary[]> {
    const summaries: MailSummary[] = [];
    for await (const summary of this.#waiting(owner)) {
      summaries.push(summary);
      if (summaries.length === MAX_LISTED) break;
    }
    return summaries;
  }

  async deadLetters(owner: string): Promise<readonly DeadLetter[]> {
    await this.usage(owner);
    return this.#dead.list(owner);
  }

  async usage(owner: string): Promise<MailboxUsage> {
    let messages = 0;
    let bytes = 0;
    for await (const summary of this.#waiting(owner)) {
      messages += 1;
      bytes += summary.bytes;
    }
    return { messages, bytes, deadLetters: await this.#dead.count(owner) };
  }

  async watch(owner: string, onMail: () => void): Promise<() => void> {
    const { connection, clock } = this.#link;
    const subscription = connection.subscribe(namesOf(owner).notice, { callback: () => onMail() });
    const stopReconnect = this.#link.onReconnect(onMail);
    let timer = clock.schedule(LOOK_AGAIN_MS, lookAgain);
    function lookAgain(): void {
      timer = clock.schedule(LOOK_AGAIN_MS, lookAgain);
      onMail();
    }
    await this.#link.call(() => connection.flush());
    onMail();
    return () => {
      timer.cancel();
      stopReconnect();
      subscription.unsubscribe();
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopFollowing?.();
    this.#recent.stop();
    await this.#link[Symbol.asyncDispose]();
  }

  /** Does something in a mailbox; makes the mailbox first where it is missing and this user may. */
  #inMailbox<T>(owner: string, attempt: () => Promise<T>): Promise<T> {
    return this.#link.call(async () => {
      try {
        return await attempt();
      } catch (error) {
        if (!isMissingStream(error)) throw error;
        await this.#provision.mailbox(owner).catch(() => undefined);
        throw error;
      }
    });
  }

  #refused({ recipient, kind = 'message' }: Mail, error: unknown): never {
    if (isSubjectFull(error)) throw new QForgeError('MAIL_QUOTA', { recipient, limit: QUOTAS[kind] });
    throw error;
  }

  /** What the consumer has forgotten, if it has. */
  async #collectStranded(owner: string, maxItems: number, leaseMs: number): Promise<readonly StoredMail[]> {
    const stranded = await this.#stranded.find(owner, maxItems, leaseMs);
    const mails = await Promise.all(stranded.map((each) => this.#forgotten(owner, each)));
    return mails.filter((mail) => mail !== undefined);
  }

  #forgotten(owner: string, { entry, deliveries }: StrandedEntry): Promise<StoredMail | undefined> {
    const { seq: sequence, subject, header: headers, data, time } = entry;
    const place: Place = { sequence, ackSubject: undefined, deliveries };
    return this.#taken(owner, { subject, headers, data }, place, time.getTime());
  }

  /** What came from the consumer, with its lease begun. */
  async #pulled(owner: string, { message, delivery }: PulledMail, leaseMs: number): Promise<StoredMail | undefined> {
    const { sequence, deliveries, storedAtMs } = delivery;
    const place: Place = { sequence, ackSubject: message.reply, deliveries };
    const mail = await this.#taken(owner, message, place, storedAtMs);
    if (mail !== undefined && leaseMs !== DEFAULT_LEASE_MS) this.#lease(place, leaseMs);
    return mail;
  }

  /** A collected message; undefined if it is dead. */
  async #taken(
    owner: string,
    message: Pick<Msg, 'subject' | 'headers' | 'data'>,
    place: Place,
    depositedAtMs: number,
  ): Promise<StoredMail | undefined> {
    const deposit = this.#readDeposit(message);
    if (deposit === undefined) {
      await this.#discard(owner, place);
      return undefined;
    }
    const { sender, id, expiresAtMs } = deposit;
    const envelope = message.data;
    if (expiresAtMs <= this.#link.clock.wallMs()) {
      await this.#bury({ sender, id, recipient: owner, bytes: envelope.length, reason: 'expired' }, place);
      return undefined;
    }
    this.#remember(placeKey(owner, { sender, id }), place);
    const { deliveries } = place;
    return { sender, id, recipient: owner, envelope, expiresAtMs, depositedAtMs, deliveries };
  }

  /** What was written past the rules, by a server or a gateway, is nobody's message. */
  #readDeposit(message: Pick<Msg, 'subject' | 'headers'>): ReturnType<typeof unverifiedDeposit> | undefined {
    try {
      return unverifiedDeposit(message.subject, message.headers);
    } catch (error) {
      if (!isQForgeError(error, 'MALFORMED')) throw error;
      this.#link.counted(error);
      return undefined;
    }
  }

  /** "Not now, but after so long": the server counts from here. */
  #lease({ ackSubject }: Place, leaseMs: number): void {
    if (ackSubject === undefined) return;
    this.#link.connection.publish(ackSubject, `-NAK ${JSON.stringify({ delay: Math.round(leaseMs * NANOS_PER_MS) })}`);
  }

  #remember(key: string, place: Place): void {
    this.#places.delete(key);
    this.#places.set(key, place);
    const [oldest] = this.#places.keys();
    if (this.#places.size > MAX_PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  async #find(owner: string, key: MailKey): Promise<Place | undefined> {
    const entry = await this.#search(owner, key);
    return entry === undefined ? undefined : newPlace(entry.seq);
  }

  async #search(owner: string, { sender, id }: MailKey): Promise<StoredMsg | undefined> {
    const names = namesOf(owner);
    for (const kind of DEPOSIT_KINDS) {
      for await (const entry of storedEntries(this.#link, names.mailStream, names.mailFrom(sender, kind))) {
        if (entry.header.get(MAIL_HEADERS.id) === id) return entry;
      }
    }
    return undefined;
  }

  /**
   * The message itself, as the leader of its stream has it. After a partition a consumer may be with a server whose stream counts otherwise: what it hands out as
   * number seven may be another number, and number seven another message, which nobody has had (ADR 0141).
   */
  async #entryOf(owner: string, key: MailKey, { sequence }: Place): Promise<StoredMsg | undefined> {
    const entry = await entryAt(this.#link, namesOf(owner).mailStream, sequence);
    const deposit = entry && this.#readDeposit({ subject: entry.subject, headers: entry.header });
    return deposit?.sender === key.sender && deposit.id === key.id ? entry : this.#search(owner, key);
  }

  async #bury(letter: Omit<DeadLetter, 'diedAtMs'>, place: Place): Promise<void> {
    await this.#dead.bury({ ...letter, diedAtMs: this.#link.clock.wallMs() });
    await this.#remove(letter.recipient, letter, place);
    this.#events.deadLettered([letter]);
  }

  /** Resolves to whether it was there. */
  async #remove(owner: string, key: MailKey, place: Place): Promise<boolean> {
    const entry = await this.#entryOf(owner, key, place);
    if (entry !== undefined) await removeEntry(this.#link, namesOf(owner).mailStream, entry.seq);
    this.#forget(place);
    this.#places.delete(placeKey(owner, key));
    this.#recent.forget(owner, key);
    return entry !== undefined;
  }

  /** Removes what is nobody's message, if it is that for the leader of the stream, too. */
  async #discard(owner: string, place: Place): Promise<void> {
    const { mailStream } = namesOf(owner);
    const entry = await entryAt(this.#link, mailStream, place.sequence);
    const isMail =
      entry !== undefined && this.#readDeposit({ subject: entry.subject, headers: entry.header }) !== undefined;
    if (entry !== undefined && !isMail) await removeEntry(this.#link, mailStream, place.sequence);
    this.#forget(place);
  }

  /** What counts is that a message is gone; this only lets the consumer forget it sooner. */
  #forget({ ackSubject }: Place): void {
    if (ackSubject !== undefined) this.#link.connection.publish(ackSubject, '+ACK');
  }

  /** What waits, oldest first; what has expired is buried on the way. */
  async *#waiting(owner: string): AsyncGenerator<MailSummary> {
    const { mailStream, mail } = namesOf(owner);
    const { state } = await this.#inMailbox(owner, () => this.#link.jsm.streams.info(mailStream));
    if (state.messages === 0) return;
    const entries = allEntries(this.#link, mailStream, mail, state.first_seq);
    for await (const { seq, subject, header, data, time } of entries) {
      const deposit = this.#readDeposit({ subject, headers: header });
      if (deposit === undefined) continue;
      const { sender, id, expiresAtMs } = deposit;
      const summary = { sender, id, recipient: owner, bytes: data.length };
      const place = this.#places.get(placeKey(owner, { sender, id })) ?? newPlace(seq);
      if (expiresAtMs <= this.#link.clock.wallMs()) await this.#bury({ ...summary, reason: 'expired' }, place);
      else yield { ...summary, expiresAtMs, depositedAtMs: time.getTime(), deliveries: place.deliveries };
    }
  }
}

/** Of a message that was not collected here. */
function newPlace(sequence: number): Place {
  return { sequence, ackSubject: undefined, deliveries: 0 };
}

function placeKey(owner: string, { sender, id }: MailKey): string {
  return `${owner}.${sender}.${id}`;
}
