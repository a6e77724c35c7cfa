import type { Channel } from '../client/index.ts';
import { linesOfStandardInput } from './input-lines.ts';
import { printBareMessage } from './message-printer.ts';
import { printableText } from './printable-text.ts';
import { printJsonLine, printNote } from './standard-output.ts';

/** Standard input to a channel and a channel to standard output, line by line. */
export class MessagePipe {
  readonly #channel: Channel;
  readonly #name: string;
  readonly #asJson: boolean;

  constructor(channel: Channel, name: string, asJson: boolean) {
    this.#channel = channel;
    this.#name = name;
    this.#asJson = asJson;
  }

  /**
   * Resolves when input has ended and everything is acknowledged, when the peer says goodbye with nothing left to
   * acknowledge, or when `signal` aborts. Throws why the channel was lost.
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#announce();
    this.#channel.onStream((stream) => stream.reset('only messages are taken here'));
    this.#channel.onMessage((message) => printBareMessage(this.#channel, this.#name, message, this.#asJson));
    const ended = new AbortController();
    const closed = this.#channel.closed.finally(() => ended.abort());
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#sendInput(AbortSignal.any([signal, ended.signal])), aborted]);
    if (!ended.signal.aborted) return;
    const failure = await closed;
    if (failure !== undefined) throw failure;
  }

  #announce(): void {
    const { peerId, remoteAddress, suite } = this.#channel;
    const { handshakeMs } = this.#channel.statistics();
    if (this.#asJson) {
      printJsonLine({
        event: 'connected',
        peerId,
        name: this.#name,
        address: remoteAddress,
        suite: suite.name,
        handshakeMs,
      });
    } else {
      printNote(`connected to ${this.#name} at ${printableText(remoteAddress)} with ${suite.name}`);
    }
  }

  /** Resolves when every line is acknowledged; throws the first failure. */
  async #sendInput(signal: AbortSignal): Promise<void> {
    const unacknowledged = new Set<Promise<unknown>>();
    let failure: unknown;
    for await (const line of linesOfStandardInput(signal)) {
      const receipt = this.#channel.send(line);
      unacknowledged.add(receipt);
      receipt.then(
        () => unacknowledged.delete(receipt),
        (error: unknown) => {
          failure ??= error;
        },
      );
      if (failure !== undefined) break;
      await this.#channel.ready().catch(() => undefined);
    }
    await Promise.all(unacknowledged);
  }
}
