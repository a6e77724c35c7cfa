import type { Logger } from '../base/index.ts';
import type { Channel } from './channel.ts';

/** Takes channels that peers have opened. What it throws, or a promise of it rejects with, is logged. */
export type ChannelListener = (channel: Channel) => unknown;

/** Who wants to hear of channels that peers open: told at once, in order. */
export class ChannelListeners {
  readonly #logger: Logger;
  readonly #listeners = new Set<ChannelListener>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Adds a listener; returns the way to take it out again. */
  add(listener: ChannelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody of a channel. */
  announce(channel: Channel): void {
    for (const listener of this.#listeners) {
      try {
        const settled = listener(channel);
        if (settled instanceof Promise) settled.catch((error: unknown) => this.#report(error));
      } catch (error) {
        this.#report(error);
      }
    }
  }

  #report(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.log('error', 'network', 'a listener for channels threw', { reason });
  }
}
