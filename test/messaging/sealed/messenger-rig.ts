import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger, silentMetrics, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  type Directory,
  type MailboxStore,
  type ReceivedMessage,
  SealedMessenger,
  SqliteDirectory,
  SqliteMailboxes,
} from '../../../src/messaging/index.ts';
import { ManualClock } from '../manual-clock.ts';
import { MessagingPeer } from '../peer-rig.ts';

/** A device with its messenger. */
export interface MessengerPeer {
  readonly peer: MessagingPeer;
  readonly peerId: string;
  readonly messenger: SealedMessenger;
}

/** Devices that share one store, on a clock that the test moves. */
export class MessengerRig {
  readonly clock = new ManualClock();
  readonly mailboxes: MailboxStore;
  readonly directory: Directory;
  /** Senders that nobody welcomes. */
  readonly unwelcome = new Set<string>();

  private constructor(mailboxes: MailboxStore, directory: Directory, clock: ManualClock) {
    this.mailboxes = mailboxes;
    this.directory = directory;
    this.clock = clock;
  }

  static async make(): Promise<MessengerRig> {
    const clock = new ManualClock();
    const mailboxes = await SqliteMailboxes.open(':memory:', { clock, limits: { senderMessages: 20 } });
    return new MessengerRig(mailboxes, await SqliteDirectory.open(':memory:', { clock }), clock);
  }

  /** A device; the same state again is the same device after a restart. */
  join(peer: MessagingPeer, mailboxes: MailboxStore = this.mailboxes): MessengerPeer {
    const messenger = new SealedMessenger({
      author: peer.author,
      vault: peer.vault,
      backend: nativeBackend,
      clock: this.clock,
      logger: silentLogger,
      metrics: silentMetrics,
      engine: { mailboxes, directory: this.directory, outbox: peer.outbox },
      welcomes: (sender) => !this.unwelcome.has(sender),
    });
    return { peer, peerId: peer.peerId, messenger };
  }

  /** A new device that has published its prekeys. */
  async newPeer(): Promise<MessengerPeer> {
    const joined = this.join(await MessagingPeer.make());
    await joined.messenger.refreshPrekeys();
    return joined;
  }

  /** Collects until so many have come; what came is not acknowledged. */
  async received(device: MessengerPeer, wanted: number): Promise<ReceivedMessage[]> {
    return this.#collect(device, (messages) => Promise.resolve(messages.length >= wanted));
  }

  /** Collects until the mailbox is empty; what came is not acknowledged. */
  async receivedUntilEmpty(device: MessengerPeer): Promise<ReceivedMessage[]> {
    return this.#collect(device, async () => (await this.mailboxes.usage(device.peerId)).messages === 0);
  }

  async #collect(
    { messenger }: MessengerPeer,
    isDone: (messages: readonly ReceivedMessage[]) => Promise<boolean>,
  ): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    const reader = messenger[Symbol.asyncIterator]();
    const read = async (): Promise<void> => {
      for (let next = await reader.next(); next.done !== true; next = await reader.next()) messages.push(next.value);
    };
    void read();
    await messenger.receiveMail();
    while (!(await isDone(messages))) {
      this.clock.nowMs += 10;
      await this.clock.time.run(() => false, 500);
      await sleep(5);
    }
    await messenger[Symbol.asyncDispose]();
    return messages;
  }
}

/** Text of a message. */
export const textOf = ({ data }: Pick<ReceivedMessage, 'data'>): string => Buffer.from(data).toString();

/** Bytes of a text. */
export const bytesOf = utf8;
