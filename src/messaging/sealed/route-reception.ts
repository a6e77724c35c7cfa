import { type Clock, defined, QForgeError } from '../../base/index.ts';
import type { Author } from './author.ts';
import type { OpenedMessage } from './message-opener.ts';
import type { PrekeyVault } from './prekey-vault.ts';
import { decodeRoutePayload } from './route-payload.ts';
import type { ReceivedMessage, SealedInbox } from './sealed-inbox.ts';
import { type Prekey, signPrekey } from './signed-prekey.ts';

/** One-time prekeys that this device keeps while it makes new ones for whoever asks. */
export const MAX_KEPT_ONE_TIME_PREKEYS = 500;

/** What taking payloads from routes needs. */
export interface ReceptionParts {
  readonly author: Author;
  readonly vault: PrekeyVault;
  readonly inbox: SealedInbox;
  readonly clock: Clock;
  readonly deliver: (message: ReceivedMessage) => void;
}

/** Takes what routes bring to this device. spec/routing §9 */
export class RouteReception {
  readonly #parts: ReceptionParts;

  constructor(parts: ReceptionParts) {
    this.#parts = parts;
  }

  /**
   * For a sealed message resolves, when the application has acknowledged it, to the receipt; for the request of a prekey, to one. Rejects
   * with why it was not taken.
   */
  async take(unverified: Uint8Array): Promise<Uint8Array> {
    const payload = decodeRoutePayload(unverified);
    return payload.kind === 'prekey' ? this.#prekey() : this.#message(payload.envelope);
  }

  async #prekey(): Promise<Uint8Array> {
    const { vault, clock, author } = this.#parts;
    const wallMs = clock.wallMs();
    const kind = vault.oneTimeCount < MAX_KEPT_ONE_TIME_PREKEYS ? 'one-time' : 'last-resort';
    const ready: Prekey | undefined = kind === 'one-time' ? undefined : vault.lastResort;
    const prekey = ready ?? defined((await vault.makePrekeys(kind, 1, wallMs))[0], 'the prekey that was made');
    return signPrekey(prekey, author);
  }

  async #message(envelope: Uint8Array): Promise<Uint8Array> {
    // What is kept of a packet is a view of its frame.
    const outcome = await this.#parts.inbox.open(envelope.slice());
    if (outcome.kind === 'refused') throw outcome.error;
    if (outcome.kind === 'later') throw new QForgeError('SEALED_REPLAYED', { id: 'that is with the application' });
    return this.#untilAcknowledged(outcome.opened);
  }

  #untilAcknowledged(opened: OpenedMessage): Promise<Uint8Array> {
    const { inbox, deliver } = this.#parts;
    const { messageId, sender, recipients, sentAtMs, expiresAtMs, payload, receipt } = opened;
    return new Promise((resolve) => {
      const acknowledge = async (): Promise<void> => {
        inbox.acknowledge(opened, 'route');
        resolve(receipt.expose());
        await Promise.resolve();
      };
      const facts = { id: messageId, sender, recipients, sentAtMs, expiresAtMs };
      deliver({ ...facts, data: payload, way: 'route', acknowledge });
    });
  }
}
