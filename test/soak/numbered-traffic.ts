import assert from 'node:assert/strict';
import { isQForgeError } from '../../src/base/index.ts';
import type { Channel } from '../../src/network/index.ts';

/** What was carried. */
export interface TrafficTotals {
  readonly sent: number;
  readonly taken: number;
  readonly streams: number;
  /** Streams that a cut ended. */
  readonly cutStreams: number;
  readonly bytes: number;
}

const LARGEST_BYTES = 65_536;
const STREAM_BYTES = 262_144;
const STREAM_EVERY = 50;
const NUMBER_BYTES = 8;

/** Messages with numbers, of many sizes, each of which must be taken once and in order; and streams between them. */
export class NumberedTraffic {
  #sent = 0;
  #taken = 0;
  #streams = 0;
  #cutStreams = 0;
  #bytes = 0;
  #fault: Error | undefined;

  get totals(): TrafficTotals {
    const [sent, taken, streams, cutStreams, bytes] = [
      this.#sent,
      this.#taken,
      this.#streams,
      this.#cutStreams,
      this.#bytes,
    ];
    return { sent, taken, streams, cutStreams, bytes };
  }

  /** Takes what comes over a channel; what is no numbered message is a visitor's. */
  serve(channel: Channel): void {
    channel.onMessage((body) => this.#take(body));
    channel.onStream((stream) => {
      void (async () => {
        try {
          for await (const chunk of stream) this.#bytes += chunk.length;
          await stream.end();
        } catch (error) {
          if (!isQForgeError(error)) this.#fault ??= error as Error;
        }
      })();
    });
  }

  /** Sends one message after another, and a stream now and then, until the signal. */
  async send(channel: Channel, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#sent += 1;
      const number = this.#sent;
      const message = new Uint8Array(NUMBER_BYTES + ((number * 7919) % LARGEST_BYTES));
      new DataView(message.buffer).setBigUint64(0, BigInt(number));
      await channel.send(message);
      if (number % STREAM_EVERY === 0) await this.#sendStream(channel);
    }
  }

  /** Throws what went wrong: nothing was lost, doubled or out of order. */
  finish(): Promise<void> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    assert.equal(this.#taken, this.#sent, 'every message was taken once');
    return Promise.resolve();
  }

  async #sendStream(channel: Channel): Promise<void> {
    this.#streams += 1;
    try {
      const stream = channel.openStream(Buffer.from('soak'));
      await stream.write(new Uint8Array(STREAM_BYTES));
      await stream.end();
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.#cutStreams += 1;
    }
  }

  #take(body: Uint8Array): void {
    if (Buffer.from(body).toString() === 'visitor') return;
    const number = Number(new DataView(body.buffer, body.byteOffset).getBigUint64(0));
    this.#bytes += body.length;
    if (number !== this.#taken + 1) this.#fault ??= new RangeError(`message ${number} came after ${this.#taken}`);
    this.#taken = number;
  }
}
