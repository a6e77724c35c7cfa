import { QForgeError } from '../../base/index.ts';
import type { Broadcast, BroadcastMessage } from '../mailbox/broadcast.ts';
import { MAX_ENVELOPE_BYTES } from '../mailbox/mailbox-limits.ts';
import type { NatsLink } from './nats-link.ts';
import { BROADCAST_STREAM, broadcastNotice, broadcastSubject } from './nats-names.ts';
import { nextEntry } from './stored-entry.ts';

const ID_HEADER = 'Qforge-Id';
const MESSAGE_ID = /^[\w.:-]{1,200}$/u;
/** A notice may be lost with its connection. */
const LOOK_AGAIN_MS = 2000;
/** Before a message that its handler did not take is given to it again. */
const AFTER_FAILURE_MS = 1000;

/** Broadcasts in one stream of the cluster, by subject. spec/mailboxes §7 */
export class NatsBroadcast implements Broadcast {
  readonly #link: NatsLink;

  constructor(link: NatsLink) {
    this.#link = link;
  }

  async publish(subject: string, id: string, bytes: Uint8Array): Promise<void> {
    const limitBytes = MAX_ENVELOPE_BYTES;
    if (bytes.length > limitBytes) throw new QForgeError('SEALED_TOO_LARGE', { bytes: bytes.length, limitBytes });
    if (!MESSAGE_ID.test(id))
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'id', reason: 'it is too long or has other characters' });
    const to = broadcastSubject(subject);
    const headers = this.#link.headers();
    headers.set(ID_HEADER, id);
    await this.#link.call(() => this.#link.js.publish(to, bytes, { msgID: `${subject}.${id}`, headers, retries: 1 }));
    this.#link.connection.publish(broadcastNotice(subject));
  }

  async subscribe(
    subject: string,
    handler: (message: BroadcastMessage) => Promise<void>,
    { after }: { readonly after?: number } = {},
  ): Promise<() => Promise<void>> {
    const first = 1 + (after ?? (await this.#lastPosition()));
    broadcastSubject(subject);
    const reader = new BroadcastReader(this.#link, subject, handler);
    const ended = reader.run(first);
    return async () => {
      reader.stop();
      await ended;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #lastPosition(): Promise<number> {
    const { state } = await this.#link.call(() => this.#link.jsm.streams.info(BROADCAST_STREAM));
    return state.last_seq;
  }
}

/** Reads one subject, message by message, and waits for a notice where it ends. */
class BroadcastReader {
  readonly #link: NatsLink;
  readonly #subject: string;
  readonly #handler: (message: BroadcastMessage) => Promise<void>;
  #isStopped = false;
  /** Whether there may be something new since the last look. */
  #hasNotice = true;
  #wake: () => void = nothing;

  constructor(link: NatsLink, subject: string, handler: (message: BroadcastMessage) => Promise<void>) {
    this.#link = link;
    this.#subject = subject;
    this.#handler = handler;
  }

  async run(first: number): Promise<void> {
    const notice = (): void => this.#notice();
    const subscription = this.#link.connection.subscribe(broadcastNotice(this.#subject), { callback: notice });
    const stopReconnect = this.#link.onReconnect(notice);
    for (let position = first; !this.#isStopped; ) position = await this.#step(position);
    stopReconnect();
    subscription.unsubscribe();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Hands the next message over; returns where to go on. */
  async #step(position: number): Promise<number> {
    this.#hasNotice = false;
    try {
      const entry = await nextEntry(this.#link, BROADCAST_STREAM, broadcastSubject(this.#subject), position);
      if (entry === undefined) {
        await this.#noticed();
        return position;
      }
      await this.#handler({ id: entry.header.get(ID_HEADER), bytes: entry.data, position: entry.seq });
      return entry.seq + 1;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#link.logger.log('warn', 'network', 'a broadcast was not taken', { subject: this.#subject, reason });
      if (!this.#isStopped) await this.#link.pause(AFTER_FAILURE_MS);
      return position;
    }
  }

  #notice(): void {
    this.#hasNotice = true;
    this.#wake();
  }

  async #noticed(): Promise<void> {
    if (this.#hasNotice || this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = this.#link.clock.schedule(LOOK_AGAIN_MS, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = nothing;
  }
}

function nothing(): void {
  /* nobody waits */
}
