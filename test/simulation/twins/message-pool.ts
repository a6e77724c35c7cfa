import type { ConsensusMessage } from '../../../src/consensus/index.ts';
import type { ToyBlock } from './toy-chain.ts';

/** A message on its way: who has it, and who may get it from its sender. Validators are bits. */
export interface PooledMessage {
  readonly message: ConsensusMessage<ToyBlock>;
  readonly isFaultySender: boolean;
  /** Validators that have taken it: each of them relays it. */
  holders: number;
  /** Validators that a lying sender has told; relays reach the others. */
  readonly told: number;
  /** Validators it was offered to: to each once, until that restarts. */
  offered: number;
}

/** All messages of a run, in the order in which they were sent. */
export class MessagePool {
  readonly messages: PooledMessage[] = [];
  /** Up to here every message was offered to everybody. */
  #settled = 0;

  /** What a validator sends to everybody. */
  broadcast(message: ConsensusMessage<ToyBlock>, sender: number, isFaultySender: boolean): void {
    const own = 1 << sender;
    this.messages.push({ message, isFaultySender, holders: own, told: 0, offered: own });
  }

  /** What a liar tells some. */
  tell(message: ConsensusMessage<ToyBlock>, told: number): void {
    this.messages.push({ message, isFaultySender: true, holders: 0, told, offered: 0 });
  }

  /** Where the first message lies that was not yet offered to everybody. */
  firstOpen(everybody: number): number {
    const { messages } = this;
    while (this.#settled < messages.length && messages[this.#settled]?.offered === everybody) this.#settled += 1;
    return this.#settled;
  }

  /** A validator that restarts has forgotten what it heard. */
  forget(validator: number): void {
    const others = ~(1 << validator);
    this.#settled = 0;
    for (const pooled of this.messages) {
      pooled.holders &= others;
      pooled.offered &= others;
    }
  }
}
