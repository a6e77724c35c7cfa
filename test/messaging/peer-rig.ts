import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';
import { type Author, authorOf } from '../../src/messaging/sealed/author.ts';
import type { OpenedMessage } from '../../src/messaging/sealed/message-opener.ts';
import { openMessage } from '../../src/messaging/sealed/message-opener.ts';
import { type SealedForOne, sealMessage } from '../../src/messaging/sealed/message-sealer.ts';
import { Outbox } from '../../src/messaging/sealed/outbox.ts';
import { PrekeyVault } from '../../src/messaging/sealed/prekey-vault.ts';
import type { PrekeyKind } from '../../src/messaging/sealed/signed-prekey.ts';

/** When the tests of messages play. */
export const NOW_MS = 1_900_000_000_000;

/** A day later. */
export const TOMORROW_MS: number = NOW_MS + 86_400_000;

const MESSAGE_ID = '000102030405060708090a0b0c0d0e0f';

/** A folder that goes with its test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-messaging-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A device that can seal and open. */
export class MessagingPeer implements Disposable {
  readonly identity: DeviceIdentity;
  readonly author: Author;
  readonly vault: PrekeyVault;
  readonly outbox: Outbox;

  private constructor(identity: DeviceIdentity, vault: PrekeyVault, outbox: Outbox) {
    this.identity = identity;
    this.author = authorOf(identity, nativeBackend);
    this.vault = vault;
    this.outbox = outbox;
  }

  static async make(path = ':memory:', identity = newIdentity()): Promise<MessagingPeer> {
    const parts = { path, identity, backend: nativeBackend };
    return new MessagingPeer(identity, await PrekeyVault.open(parts), await Outbox.open(parts));
  }

  get peerId(): string {
    return this.identity.peerId;
  }

  /** Seals a message to peers, each with a fresh prekey of its own. */
  async seal(
    payload: Uint8Array,
    peers: readonly MessagingPeer[],
    { kind = 'one-time', messageId = MESSAGE_ID, expiresAtMs = TOMORROW_MS }: SealWish = {},
  ): Promise<readonly SealedForOne[]> {
    const recipients = await Promise.all(
      peers.map(async ({ peerId, vault }) => {
        const [prekey] = await vault.makePrekeys(kind, 1, NOW_MS);
        if (prekey === undefined) throw new RangeError('one prekey was asked for');
        return { peerId, prekey };
      }),
    );
    return sealMessage({ messageId, payload, sentAtMs: NOW_MS, expiresAtMs }, recipients, this.author, nativeBackend);
  }

  open(envelope: Uint8Array, wallMs: number = NOW_MS): Promise<OpenedMessage> {
    const { peerId, vault } = this;
    return openMessage(envelope, wallMs, { backend: nativeBackend, peerId, findPrekey: (id) => vault.find(id) });
  }

  [Symbol.dispose](): void {
    this.vault[Symbol.dispose]();
    this.outbox[Symbol.dispose]();
  }
}

interface SealWish {
  readonly kind?: PrekeyKind;
  readonly messageId?: string;
  readonly expiresAtMs?: number;
}

function newIdentity(): DeviceIdentity {
  return generateIdentity(nativeBackend, 'high', NOW_MS);
}
