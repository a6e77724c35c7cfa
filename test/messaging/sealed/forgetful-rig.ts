import { setTimeout as sleep } from 'node:timers/promises';
import { QForgeError, silentLogger, silentMetrics, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  type Directory,
  type Mail,
  type MailboxStore,
  type MessengerEvent,
  SealedMessenger,
  SqliteDirectory,
  SqliteMailboxes,
} from '../../../src/messaging/index.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { MessagingPeer } from '../peer-rig.ts';

/** Simulated time to a moment of real time. */
const STEP_MS = 20_000;

/** A store that acknowledges and forgets, or does not answer, as the test tells it. */
export class ForgetfulStore {
  readonly #clock: SimulatedTime;
  #inner: SqliteMailboxes;
  /** Whether a deposit fails, is acknowledged and forgotten, or is stored. */
  fate: (mail: Mail) => 'stored' | 'forgotten' | 'no room' | 'denied' | 'no answer' | 'no answer, stored' = () =>
    'stored';
  /** Everything that somebody tried to deposit. */
  readonly deposits: Mail[] = [];

  private constructor(clock: SimulatedTime, inner: SqliteMailboxes) {
    this.#clock = clock;
    this.#inner = inner;
  }

  static async make(clock: SimulatedTime): Promise<ForgetfulStore> {
    return new ForgetfulStore(clock, await SqliteMailboxes.open(':memory:', { clock }));
  }

  /** Loses all that it holds, and that it ever held it. */
  async forgetAll(): Promise<void> {
    this.#inner = await SqliteMailboxes.open(':memory:', { clock: this.#clock });
  }

  /** What waits for a peer. */
  async waiting(owner: string): Promise<number> {
    return (await this.#inner.usage(owner)).messages;
  }

  /** The store as a messenger has it. */
  get mailboxes(): MailboxStore {
    const inner = (): MailboxStore => this.#inner;
    return {
      engine: 'forgetful',
      deposit: (mail) => this.#deposit(mail),
      collect: (owner, options) => inner().collect(owner, options),
      acknowledge: (owner, key) => inner().acknowledge(owner, key),
      refuse: (owner, key, reason) => inner().refuse(owner, key, reason),
      list: (owner) => inner().list(owner),
      deadLetters: (owner) => inner().deadLetters(owner),
      usage: (owner) => inner().usage(owner),
      watch: (_owner, onMail) => this.#watch(onMail),
      onEvent: (listener) => inner().onEvent(listener),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async #deposit(mail: Mail): Promise<'stored' | 'duplicate'> {
    this.deposits.push(mail);
    const fate = this.fate(mail);
    if (fate === 'forgotten') return 'stored';
    if (fate === 'denied') throw new QForgeError('MAIL_STORE_DENIED', { engine: 'forgetful', reason: 'no right' });
    if (fate === 'no room') throw new QForgeError('MAIL_QUOTA', { recipient: mail.recipient, limit: 'none' });
    if (fate !== 'no answer') {
      const outcome = await this.#inner.deposit(mail);
      if (fate === 'stored') return outcome;
    }
    throw new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'forgetful', reason: 'it does not answer' });
  }

  #watch(onMail: () => void): Promise<() => void> {
    let isStopped = false;
    const again = (): void => {
      if (isStopped) return;
      onMail();
      this.#clock.schedule(5000, again);
    };
    again();
    return Promise.resolve(() => {
      isStopped = true;
    });
  }
}

/** A device that takes all that comes. */
export class Correspondent {
  readonly peer: MessagingPeer;
  readonly #open: () => SealedMessenger;
  /** What the application took, in order. */
  readonly taken: string[] = [];
  readonly events: MessengerEvent[] = [];
  messenger: SealedMessenger;

  constructor(peer: MessagingPeer, open: () => SealedMessenger) {
    this.peer = peer;
    this.#open = open;
    this.messenger = this.#opened();
  }

  /** Takes mail from now on. */
  async receive(): Promise<void> {
    const { messenger } = this;
    const take = async (): Promise<void> => {
      for await (const message of messenger) {
        await message.acknowledge();
        this.taken.push(Buffer.from(message.data).toString());
      }
    };
    void take();
    await messenger.receiveMail();
  }

  /** Ends, and begins anew with what is on its disk. */
  async restart(clock: SimulatedTime): Promise<void> {
    await clock.settled(this.messenger[Symbol.asyncDispose](), 60_000);
    this.messenger = this.#opened();
  }

  send(to: Correspondent, text: string, expiresInMs?: number): ReturnType<SealedMessenger['send']> {
    return this.messenger.send(to.peer.peerId, utf8(text), expiresInMs === undefined ? {} : { expiresInMs });
  }

  #opened(): SealedMessenger {
    const messenger = this.#open();
    messenger.onEvent((event) => this.events.push(event));
    return messenger;
  }
}

/** Devices and a forgetful store, under simulated time. */
export class ForgetfulRig {
  readonly clock = new SimulatedTime();
  readonly store: ForgetfulStore;
  readonly directory: Directory;

  private constructor(clock: SimulatedTime, store: ForgetfulStore, directory: Directory) {
    this.clock = clock;
    this.store = store;
    this.directory = directory;
  }

  static async make(): Promise<ForgetfulRig> {
    const clock = new SimulatedTime();
    const directory = await SqliteDirectory.open(':memory:', { clock });
    return new ForgetfulRig(clock, await ForgetfulStore.make(clock), directory);
  }

  /** Lets time pass until it holds; whether it did in so long. Threads that compute have their turns, too. */
  async until(holds: () => boolean, limitMs: number): Promise<boolean> {
    for (let passedMs = 0; passedMs < limitMs; passedMs += STEP_MS) {
      if ((await this.clock.run(holds, STEP_MS)) === 'done') return true;
      await sleep(1);
    }
    return holds();
  }

  /** A device that has published its prekeys. */
  async join(): Promise<Correspondent> {
    const peer = await MessagingPeer.make();
    const { author, vault, outbox } = peer;
    const device = new Correspondent(peer, () => {
      return new SealedMessenger({
        author,
        vault,
        backend: nativeBackend,
        clock: this.clock,
        logger: silentLogger,
        metrics: silentMetrics,
        engine: { mailboxes: this.store.mailboxes, directory: this.directory, outbox },
        welcomes: () => true,
      });
    });
    await device.messenger.refreshPrekeys();
    return device;
  }
}
