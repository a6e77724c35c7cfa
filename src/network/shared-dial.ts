import { orCancelled } from '../base/index.ts';
import type { Channel } from './channel.ts';

/** How a dial is made. */
export interface DialPlan {
  /** The attempt itself, until `signal` aborts. */
  readonly open: (signal: AbortSignal) => Promise<Channel>;
  /** The channel that the peer has opened meanwhile, if there is one. */
  readonly peersOwn: () => Channel | undefined;
  /** The attempt is over, or nobody wants it any more. */
  readonly onOver: () => void;
}

/** One attempt to open a channel to a peer. All who want it wait for it together; it ends early when none of them waits any more. */
export class SharedDial {
  readonly #plan: DialPlan;
  readonly #attempt: Promise<Channel>;
  readonly #stop = new AbortController();
  #isSuperseded = false;
  #isOver = false;
  #waiting = 0;

  constructor(plan: DialPlan) {
    this.#plan = plan;
    this.#attempt = this.#run();
  }

  /** The channel. Rejects with why there is none, and with `CANCELLED` when `signal` aborts, whoever else waits on. */
  async channel(peerId: string, signal: AbortSignal | undefined): Promise<Channel> {
    this.#waiting += 1;
    try {
      return await orCancelled(this.#attempt, signal, `Opening a channel to ${peerId}`);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#giveUp();
    }
  }

  /** Settles when the attempt is over, however. */
  async over(): Promise<void> {
    await this.#attempt.catch(() => undefined);
  }

  /** The peer's own dial has come through: whoever waits gets its channel. */
  supersede(): void {
    this.#isSuperseded = true;
    this.#stop.abort();
  }

  async #run(): Promise<Channel> {
    try {
      return await this.#plan.open(this.#stop.signal);
    } catch (error) {
      const peersOwn = this.#isSuperseded ? this.#plan.peersOwn() : undefined;
      if (peersOwn === undefined) throw error;
      return peersOwn;
    } finally {
      this.#isOver = true;
      this.#plan.onOver();
    }
  }

  /** What is over is not called off: aborting makes an error with the stack of its maker, for nobody. */
  #giveUp(): void {
    if (this.#isOver) return;
    this.#plan.onOver();
    this.#stop.abort();
  }
}
