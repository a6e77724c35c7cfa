import { QForgeError } from '../../base/index.ts';

/** An ordered, reliable channel of messages to the other end, which anybody may read and change. */
export interface ClassicalChannel {
  /** Sends one message; resolves when more may be sent. */
  send(message: Uint8Array): Promise<void>;
  /** The next message. Throws `QKD_ABORTED` when the channel is closed. */
  receive(): Promise<Uint8Array>;
  /** Ends the channel; the other end's `receive` throws once it has read what is under way. */
  close(): void;
}

/** The two ends of a channel in memory. */
export function memoryChannels(): readonly [ClassicalChannel, ClassicalChannel] {
  const there = new MessageQueue();
  const back = new MessageQueue();
  return [channelOver(there, back), channelOver(back, there)];
}

function channelOver(outgoing: MessageQueue, incoming: MessageQueue): ClassicalChannel {
  return {
    send: (message) => {
      outgoing.put(message.slice());
      return Promise.resolve();
    },
    receive: () => incoming.take(),
    close: () => {
      outgoing.close();
      incoming.close();
    },
  };
}

interface Waiting {
  resolve(message: Uint8Array): void;
  reject(error: Error): void;
}

/** Messages on their way. */
export class MessageQueue {
  readonly #messages: Uint8Array[] = [];
  #waiting: Waiting | undefined;
  #problem: Error | undefined;

  put(message: Uint8Array): void {
    if (this.#problem !== undefined) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#messages.push(message);
    else waiting.resolve(message);
  }

  /** The next message, once there is one; one call at a time. */
  take(): Promise<Uint8Array> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#problem !== undefined) return Promise.reject(this.#problem);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** What is queued can still be taken; after it comes the problem. */
  close(problem: Error = new QForgeError('QKD_ABORTED', { reason: 'the other end closed the channel' })): void {
    this.#problem ??= problem;
    this.#waiting?.reject(this.#problem);
    this.#waiting = undefined;
  }
}
