import { type Clock, isQForgeError, type Logger, type ScheduledCall } from '../base/index.ts';
import type { Presence } from '../messaging/index.ts';

/** What keeping a presence needs. */
export interface PresenceKeeperParts {
  readonly presence: Presence;
  readonly peerId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For how long it is said that this device is there; who is killed is gone after that. */
export const PRESENCE_FOR_MS = 60_000;

/** How often it is said again. */
export const PRESENCE_RENEWAL_MS = 20_000;

/** How long a device that leaves waits until the store knows: who is gone without a word is gone soon, too. */
const LEAVE_WITHIN_MS = 3000;

/** Says that this device is there, again and again, until it is closed; then that it leaves. A store that does not answer is only logged: presence is a hint. */
export class PresenceKeeper implements AsyncDisposable {
  readonly #parts: PresenceKeeperParts;
  #renewal: ScheduledCall | undefined;
  #isClosed = false;

  constructor(parts: PresenceKeeperParts) {
    this.#parts = parts;
  }

  /** Says it now; resolves when that has been tried. */
  async start(): Promise<void> {
    const { presence, peerId, clock } = this.#parts;
    await this.#try(() => presence.announce(peerId, PRESENCE_FOR_MS));
    if (!this.#isClosed) this.#renewal = clock.schedule(PRESENCE_RENEWAL_MS, () => void this.start());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#renewal?.cancel();
    const { presence, peerId, clock } = this.#parts;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const limit = clock.schedule(LEAVE_WITHIN_MS, resolve, { holdsProcess: true });
    await Promise.race([this.#try(() => presence.leave(peerId)), late]);
    limit.cancel();
  }

  async #try(say: () => Promise<void>): Promise<void> {
    try {
      await say();
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.#parts.logger.log('info', 'network', 'presence not told', { reason: error.message });
    }
  }
}
