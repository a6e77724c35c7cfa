import { rmSync } from 'node:fs';
import { type Clock, silentLogger, silentMetrics, systemClock } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import type { DeviceIdentity } from '../../src/handshake/index.ts';
import {
  authorOf,
  type Mail,
  type MailKey,
  type NatsEngine,
  Outbox,
  PrekeyVault,
  type ReceivedMessage,
  SealedMessenger,
  type StoredMail,
} from '../../src/messaging/index.ts';
import type { LoadEnds } from './cluster-load.ts';

/** What is deposited again after a quarter of an hour is so after half a minute. */
const HASTE = 30;
const WAIT_MS = 200;
const startWallMs = systemClock.wallMs();
const startMs = systemClock.monotonicMs();

const hasty: Clock = {
  wallMs: () => startWallMs + Math.floor(HASTE * (systemClock.monotonicMs() - startMs)),
  monotonicMs: () => HASTE * systemClock.monotonicMs(),
  schedule: (delayMs, callback, options) => systemClock.schedule(delayMs / HASTE, callback, options),
};

/** The ends of a load as whole devices: sealed messages by way of an outbox on disk, and receipts back. */
export class SealedEnds implements LoadEnds, AsyncDisposable {
  readonly from: LoadEnds['from'];
  readonly to: LoadEnds['to'];
  /** Messages that had not been delivered when the store took them a second time, from the outbox. */
  readonly healed = new Set<string>();
  readonly #delivered = new Set<string>();
  readonly #deposits = new Map<string, number>();
  readonly #waiting: ReceivedMessage[] = [];
  readonly #open = new Map<string, ReceivedMessage>();
  readonly #parts: AsyncDisposableStack;
  readonly #outbox: Outbox;
  #deliveries = 0;

  private constructor(sender: Device, recipient: Device, recipientId: string, parts: AsyncDisposableStack) {
    this.#parts = parts;
    this.#outbox = sender.outbox;
    this.from = {
      deposit: async ({ envelope }) => {
        await sender.messenger.send(recipientId, envelope, { way: 'mailbox' });
        return 'stored';
      },
    };
    this.to = { collect: () => this.#collect(), acknowledge: (_owner, key) => this.#acknowledge(key) };
    void this.#receive(recipient.messenger);
  }

  /** Opens both devices, each with its own connection; what they keep is below `folder`. */
  static async open(
    folder: string,
    identities: { readonly alice: DeviceIdentity; readonly bob: DeviceIdentity },
    engines: { readonly from: NatsEngine; readonly to: NatsEngine },
  ): Promise<SealedEnds> {
    const parts = new AsyncDisposableStack();
    parts.defer(() => rmSync(folder, { recursive: true, force: true }));
    // The sender is opened before there are ends to tell of its deposits.
    const made: { ends?: SealedEnds } = {};
    const seen = async (mail: Mail): Promise<'stored' | 'duplicate'> => {
      const outcome = await engines.from.mailboxes.deposit(mail);
      made.ends?.note(mail, outcome);
      return outcome;
    };
    const sender = await openDevice(`${folder}/alice.db`, identities.alice, engines.from, seen, parts);
    const plain = (mail: Mail): Promise<'stored' | 'duplicate'> => engines.to.mailboxes.deposit(mail);
    const recipient = await openDevice(`${folder}/bob.db`, identities.bob, engines.to, plain, parts);
    const ends = new SealedEnds(sender, recipient, identities.bob.peerId, parts);
    made.ends = ends;
    await recipient.messenger.refreshPrekeys();
    await recipient.messenger.receiveMail();
    await sender.messenger.receiveMail();
    return ends;
  }

  /** Messages whose receipt has not come. */
  get unconfirmed(): number {
    return this.#outbox.usage().messages;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync();
  }

  /** What became of a deposit. */
  note({ id }: Mail, outcome: 'stored' | 'duplicate'): void {
    const times = this.#deposits.get(id) ?? 0;
    this.#deposits.set(id, times + 1);
    if (times > 0 && outcome === 'stored' && !this.#delivered.has(id)) this.healed.add(id);
  }

  async #receive(messenger: SealedMessenger): Promise<void> {
    for await (const message of messenger) {
      this.#delivered.add(message.id);
      this.#waiting.push(message);
    }
  }

  async #collect(): Promise<readonly StoredMail[]> {
    if (this.#waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    return this.#waiting.splice(0).map((message) => {
      // Each delivery under a name of its own: what the application is given twice must count twice.
      const sender = `delivery ${this.#deliveries++}`;
      this.#open.set(sender, message);
      const { data: envelope, expiresAtMs } = message;
      const id = Buffer.from(envelope.subarray(0, 4)).toString('hex').padStart(32, '0');
      return { sender, id, recipient: '', envelope, expiresAtMs, depositedAtMs: 0, deliveries: 1 };
    });
  }

  async #acknowledge({ sender }: MailKey): Promise<void> {
    await this.#open.get(sender)?.acknowledge();
    this.#open.delete(sender);
  }
}

interface Device {
  readonly messenger: SealedMessenger;
  readonly outbox: Outbox;
}

async function openDevice(
  path: string,
  identity: DeviceIdentity,
  { mailboxes, directory }: NatsEngine,
  deposit: NatsEngine['mailboxes']['deposit'],
  parts: AsyncDisposableStack,
): Promise<Device> {
  const vault = parts.use(await PrekeyVault.open({ path, identity, backend: nativeBackend }));
  const outbox = parts.use(await Outbox.open({ path, identity, backend: nativeBackend }));
  const watched = Object.assign(Object.create(null) as object, {
    engine: mailboxes.engine,
    deposit,
    collect: mailboxes.collect.bind(mailboxes),
    acknowledge: mailboxes.acknowledge.bind(mailboxes),
    refuse: mailboxes.refuse.bind(mailboxes),
    list: mailboxes.list.bind(mailboxes),
    deadLetters: mailboxes.deadLetters.bind(mailboxes),
    usage: mailboxes.usage.bind(mailboxes),
    watch: mailboxes.watch.bind(mailboxes),
    onEvent: mailboxes.onEvent.bind(mailboxes),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const messenger = new SealedMessenger({
    author: authorOf(identity, nativeBackend),
    vault,
    backend: nativeBackend,
    clock: hasty,
    logger: silentLogger,
    metrics: silentMetrics,
    engine: { mailboxes: watched, directory, outbox },
    welcomes: () => true,
  });
  return { messenger: parts.use(messenger), outbox };
}
