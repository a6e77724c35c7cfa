import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, silentLogger, silentMetrics, systemClock } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import type { DeviceIdentity } from '../../src/handshake/index.ts';
import {
  authorOf,
  Outbox,
  PrekeyVault,
  SealedMessenger,
  SqliteDirectory,
  SqliteMailboxes,
  signPrekey,
} from '../../src/messaging/index.ts';
import { identities } from '../simulation/simulated-identity.ts';

const HASTE = 100;
const LOOK_MS = 2;
/** Some months: so small its hundredfold is still a time. */
const MONTHS_MS = 10_000_000_000;

/** Leases and pauses of minutes pass in parts of a second, and every process has the same time. */
const hasty: Clock = {
  wallMs: () => HASTE * (systemClock.wallMs() % MONTHS_MS),
  monotonicMs: () => HASTE * systemClock.monotonicMs(),
  schedule: (delayMs, callback) => systemClock.schedule(delayMs / HASTE, callback, { holdsProcess: true }),
};

/**
 * Alice and Bob with a store between them, all three in files of one folder. What Bob's application does is in a journal: `?N` when it has message N, `!N` when that
 * is acknowledged. A message without a line was lost; a `?N` behind a `!N` is one that came twice.
 */
export class ConfirmedMail implements AsyncDisposable {
  readonly #alice: Device;
  readonly #bob: Device;
  readonly #parts: AsyncDisposableStack;

  private constructor(alice: Device, bob: Device, parts: AsyncDisposableStack) {
    this.#alice = alice;
    this.#bob = bob;
    this.#parts = parts;
  }

  static async open(folder: string): Promise<ConfirmedMail> {
    mkdirSync(folder, { recursive: true });
    const parts = new AsyncDisposableStack();
    const store = join(folder, 'mail.db');
    const mailboxes = parts.use(await SqliteMailboxes.open(store, { clock: hasty }));
    const directory = parts.use(await SqliteDirectory.open(store, { clock: hasty }));
    const open = (name: keyof typeof identities): Promise<Device> =>
      openDevice(join(folder, `${name}.db`), identities[name], { mailboxes, directory }, parts);
    const [alice, bob] = [await open('alice'), await open('bob')];
    await publishOne(bob, directory);
    void take(bob.messenger, join(folder, 'journal'));
    await bob.messenger.receiveMail();
    await alice.messenger.receiveMail();
    return new ConfirmedMail(alice, bob, parts);
  }

  /** Resolves when what was sent before is confirmed, and this is on the disk of Alice. */
  async send(number: number): Promise<void> {
    await this.confirmed();
    await this.#alice.messenger.send(this.#bob.identity.peerId, Uint8Array.of(number), { way: 'mailbox' });
  }

  /** Resolves when Alice has all receipts. */
  async confirmed(): Promise<void> {
    while (this.#alice.outbox.usage().messages > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync();
  }
}

/** Numbers of the messages that Bob's application has had, each again when it came after it was acknowledged. */
export async function takenOf(folder: string): Promise<readonly number[]> {
  await using mail = await ConfirmedMail.open(folder);
  await mail.confirmed();
  const path = join(folder, 'journal');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const [had, done, again] = [new Set<number>(), new Set<number>(), [] as number[]];
  for (const line of lines) {
    const number = Number(line.slice(1));
    if (line.startsWith('!')) done.add(number);
    else if (done.has(number)) again.push(number);
    else had.add(number);
  }
  return [...had, ...again];
}

interface Device {
  readonly identity: DeviceIdentity;
  readonly vault: PrekeyVault;
  readonly outbox: Outbox;
  readonly messenger: SealedMessenger;
}

async function openDevice(
  path: string,
  identity: DeviceIdentity,
  engine: { readonly mailboxes: SqliteMailboxes; readonly directory: SqliteDirectory },
  parts: AsyncDisposableStack,
): Promise<Device> {
  const vault = parts.use(await PrekeyVault.open({ path, identity, backend: nativeBackend }));
  const outbox = parts.use(await Outbox.open({ path, identity, backend: nativeBackend }));
  const messenger = new SealedMessenger({
    author: authorOf(identity, nativeBackend),
    vault,
    backend: nativeBackend,
    clock: hasty,
    logger: silentLogger,
    metrics: silentMetrics,
    engine: { ...engine, outbox },
    welcomes: () => true,
  });
  return { identity, vault, outbox, messenger: parts.use(messenger) };
}

/** One prekey of the last resort, for all lives: fifty at once would take longer than all else. */
async function publishOne({ identity, vault }: Device, directory: SqliteDirectory): Promise<void> {
  const [prekey = vault.lastResort] =
    vault.lastResort === undefined ? await vault.makePrekeys('last-resort', 1, hasty.wallMs()) : [];
  if (prekey === undefined) throw new Error('a prekey was made');
  const signedPrekey = signPrekey(prekey, authorOf(identity, nativeBackend));
  await directory.publish(identity.peerId, {
    lastResort: { id: prekey.id, signedPrekey, expiresAtMs: prekey.notAfterMs },
  });
}

async function take(messenger: SealedMessenger, journal: string): Promise<void> {
  for await (const message of messenger) {
    const [number] = message.data;
    appendFileSync(journal, `?${number}\n`);
    await message.acknowledge();
    appendFileSync(journal, `!${number}\n`);
  }
}
