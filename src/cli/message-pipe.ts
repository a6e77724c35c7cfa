import { QForgeError } from '../base/index.ts';
import type { Channel } from '../client/index.ts';
import { changeOf } from './channel-announcer.ts';
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
   * Resolves when input has ended and everything is acknowledged, or when `signal` aborts.
   *
   * Throws why the channel was lost; `CHANNEL_CLOSED` when the peer said goodbye before the end of input.
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#announce();
    this.#channel.onStream((stream) => stream.reset('only messages are taken here'));
    this.#channel.onMessage((message) => printBareMessage(this.#channel, this.#name, message, this.#asJson));
    const over = new AbortController();
    const closed = this.#channel.closed.finally(() => over.abort());
    const sending = this.#sendInput(AbortSignal.any([signal, over.signal]));
    // A peer that acknowledges nothing must not keep a user who wants to leave.
    const isWhole = await Promise.race([sending, abortOf(signal)]);
    if (isWhole || signal.aborted) return;
    throw (await closed) ?? new QForgeError('CHANNEL_CLOSED', { peer: this.#channel.peerId });
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
    this.#channel.onEvent((event) => {
      // How it ends is told by how the command ends.
      const line = event.type === 'closed' ? undefined : changeOf(event, this.#name);
      if (line !== undefined) printNote(line);
    });
  }

  /** Sends until input ends, and waits for the acknowledgements: true. False when `signal` was first. */
  async #sendInput(signal: AbortSignal): Promise<boolean> {
    const unacknowledged = new Set<Promise<unknown>>();
    for await (const line of linesOfStandardInput(signal)) {
      const receipt = this.#channel.send(line);
      unacknowledged.add(receipt);
      // A failure stays in the set until it is looked at.
      receipt.then(
        () => unacknowledged.delete(receipt),
        () => undefined,
      );
      await this.#channel.ready().catch(() => undefined);
    }
    if (signal.aborted) return false;
    await Promise.all(unacknowledged);
    return true;
  }
}

/** Settles with false when `signal` aborts. */
async function abortOf(signal: AbortSignal): Promise<false> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return false;
}
